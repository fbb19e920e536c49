terraform {
  required_providers {
    fivetran = { source = "fivetran/fivetran", version = "~> 1.4" }
  }
}

resource "fivetran_group" "edp" { name = "edp" }

resource "fivetran_destination" "edp" {
  group_id         = fivetran_group.edp.id
  service          = "snowflake"
  region           = "AWS_EU_WEST_1"
  time_zone_offset = "+1"
  run_setup_tests  = true
  config {
    host     = "vlm-edp.eu-west-1.snowflakecomputing.com"
    port     = 443
    database = "EDP_PROD"
    auth     = "KEY_PAIR"
    user     = "FIVETRAN_LOAD"
  }
}

resource "fivetran_connector" "salesforce" {
  group_id = fivetran_group.edp.id
  service  = "salesforce"
  destination_schema { name = "raw_salesforce" }
  config { domain_host_name = "valmeuse.my.salesforce.com" }
}

resource "fivetran_connector_schedule" "salesforce" {
  connector_id   = fivetran_connector.salesforce.id
  sync_frequency = "60"
  paused         = false
}

# ANOMS: the owner has not released the complaints data yet
resource "fivetran_connector" "anoms" {
  group_id = fivetran_group.edp.id
  service  = "sql_server"
  destination_schema { prefix = "raw_anoms" }
  config {
    host     = "vlmsql16.valmeuse.example"
    port     = 1433
    database = "ANOMS9"
    user     = "fivetran"
    password = var.anoms_password
  }
}

resource "fivetran_connector_schedule" "anoms" {
  connector_id   = fivetran_connector.anoms.id
  sync_frequency = "1440"
  paused         = true
}
