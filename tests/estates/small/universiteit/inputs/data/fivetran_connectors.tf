terraform {
  required_providers {
    fivetran = { source = "fivetran/fivetran", version = "~> 1.4" }
  }
}

resource "fivetran_group" "dijkwacht" {
  name = "dijkwacht"
}

resource "fivetran_connector" "studielijn" {
  group_id = fivetran_group.dijkwacht.id
  service  = "oracle"

  destination_schema {
    prefix = "ft_studielijn"
  }

  config {
    host     = "uws-stl-db01.waddenstein.example"
    database = "STLPRD"
    user     = "fivetran"
    password = var.studielijn_password
  }
}

resource "fivetran_connector_schedule" "studielijn" {
  connector_id   = fivetran_connector.studielijn.id
  sync_frequency = "360"
  paused         = false
}

resource "fivetran_connector" "finuw" {
  group_id = fivetran_group.dijkwacht.id
  service  = "sql_server"

  destination_schema {
    prefix = "ft_finuw"
  }

  config {
    host     = "uws-fin-sql01.waddenstein.example"
    database = "FINUW_PROD"
    user     = "fivetran"
    password = var.finuw_password
  }
}

resource "fivetran_connector_schedule" "finuw" {
  connector_id   = fivetran_connector.finuw.id
  sync_frequency = "360"
  paused         = false
}

resource "fivetran_connector" "roosterwijzer" {
  group_id = fivetran_group.dijkwacht.id
  service  = "postgres"

  destination_schema {
    prefix = "ft_roosterwijzer"
  }

  config {
    host     = "uws-rw-app01.waddenstein.example"
    database = "roosterwijzer"
    user     = "fivetran"
    password = var.roosterwijzer_password
  }
}

resource "fivetran_connector_schedule" "roosterwijzer" {
  connector_id   = fivetran_connector.roosterwijzer.id
  sync_frequency = "360"
  paused         = true
}
