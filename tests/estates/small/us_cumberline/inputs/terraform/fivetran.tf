terraform {
  required_providers {
    fivetran = { source = "fivetran/fivetran", version = "~> 1.1" }
  }
}
resource "fivetran_destination" "edw" {
  group_id           = fivetran_group.prd.id
  service            = "snowflake"
  time_zone_offset   = "-6"
  region             = "GCP_US_EAST4"
  trust_certificates = true
  run_setup_tests    = true
  config {
    host     = "cumberline-edw.snowflakecomputing.example"
    port     = 443
    database = "EDW_PRD"
    auth     = "KEY_PAIR"
    user     = "FIVETRAN_USER"
  }
}
resource "fivetran_group" "prd" { name = "cumberline_prd" }

resource "fivetran_connector" "crm" {
  group_id = fivetran_group.prd.id
  service  = "salesforce"
  destination_schema { name = "raw_crm" }
}
resource "fivetran_connector" "web" {
  group_id = fivetran_group.prd.id
  service  = "postgres_rds"
  destination_schema { prefix = "raw_web" }
  config {
    host          = "medstore-pg.cumberline.example"
    port          = 5432
    database      = "storefront"
    user          = "fivetran"
    update_method = "XMIN"
  }
}
resource "fivetran_connector" "hcm" {
  group_id = fivetran_group.prd.id
  service  = "workday_hcm"
  destination_schema { name = "raw_hcm" }
}
resource "fivetran_connector_schedule" "crm" {
  connector_id   = fivetran_connector.crm.id
  sync_frequency = "60"
  paused         = "false"
}
resource "fivetran_connector_schedule" "web" {
  connector_id   = fivetran_connector.web.id
  sync_frequency = "360"
  paused         = "false"
}
resource "fivetran_connector_schedule" "hcm" {
  connector_id   = fivetran_connector.hcm.id
  sync_frequency = "1440"
  paused         = "true" # HR privacy review
}
