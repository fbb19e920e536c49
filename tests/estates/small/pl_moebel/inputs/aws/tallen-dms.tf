# Tallen landing zone - change data capture with AWS DMS
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-north-1"
  default_tags {
    tags = {
      project = "tallen"
      owner   = "data-team"
    }
  }
}

resource "aws_dms_replication_subnet_group" "main" {
  replication_subnet_group_id          = "tallen-dms"
  replication_subnet_group_description = "DMS subnets"
  subnet_ids                           = var.private_subnets
}

resource "aws_dms_replication_instance" "main" {
  replication_instance_id     = "tallen-dms"
  replication_instance_class  = "dms.t3.medium"
  allocated_storage           = 100
  engine_version              = "3.5.2"
  multi_az                    = false
  publicly_accessible         = false
  replication_subnet_group_id = aws_dms_replication_subnet_group.main.id
}

# ---------------------------------------------------------------- endpoints
resource "aws_dms_endpoint" "wms" {
  endpoint_id   = "src-wms"
  endpoint_type = "source"
  engine_name   = "sqlserver"
  server_name   = "vm-wms01.sosnowa.example"
  port          = 1433
  database_name = "MAGPRD"
  username      = "dms_reader"
  password      = data.aws_secretsmanager_secret_version.wms.secret_string
}

resource "aws_dms_endpoint" "mes" {
  endpoint_id   = "src-mes"
  endpoint_type = "source"
  engine_name   = "sqlserver"
  server_name   = "vm-mes01.sosnowa.example"
  port          = 1433
  database_name = "STOLARZ_PRD"
  username      = "dms_reader"
  password      = data.aws_secretsmanager_secret_version.mes.secret_string
}

resource "aws_dms_endpoint" "ordvik" {
  endpoint_id   = "src-ordvik"
  endpoint_type = "source"
  engine_name   = "oracle"
  server_name   = "ora-se01.furuvik.example"
  port          = 1521
  database_name = "ORDVIKP"
  username      = "dms_reader"
  password      = data.aws_secretsmanager_secret_version.ordvik.secret_string
}

resource "aws_dms_s3_endpoint" "raw" {
  endpoint_id             = "tgt-tallen-raw"
  endpoint_type           = "target"
  bucket_name             = "tallen-raw"
  bucket_folder           = "cdc"
  service_access_role_arn = aws_iam_role.dms_s3.arn
  data_format             = "parquet"
  parquet_version         = "parquet-2-0"
  date_partition_enabled  = true
  timestamp_column_name   = "_cdc_ts"
}

# ---------------------------------------------------------------- tasks
resource "aws_dms_replication_task" "wms_stock" {
  replication_task_id      = "wms-stock-movements"
  migration_type           = "full-load-and-cdc"
  replication_instance_arn = aws_dms_replication_instance.main.replication_instance_arn
  source_endpoint_arn      = aws_dms_endpoint.wms.endpoint_arn
  target_endpoint_arn      = aws_dms_s3_endpoint.raw.endpoint_arn
  start_replication_task   = true
  table_mappings = jsonencode({
    rules = [{
      rule-type   = "selection"
      rule-id     = "1"
      rule-name   = "1"
      rule-action = "include"
      object-locator = {
        schema-name = "dbo"
        table-name  = "STOCK_%"
      }
    }]
  })
}

resource "aws_dms_replication_task" "mes_reports" {
  replication_task_id      = "mes-production-reports"
  migration_type           = "cdc"
  replication_instance_arn = aws_dms_replication_instance.main.replication_instance_arn
  source_endpoint_arn      = aws_dms_endpoint.mes.endpoint_arn
  target_endpoint_arn      = aws_dms_s3_endpoint.raw.endpoint_arn
  start_replication_task   = true
  table_mappings           = file("${path.module}/mappings/mes.json")
}

# paused: supplemental logging clashes with the existing replication, see DATA-412
# resource "aws_dms_replication_task" "ordvik_orders" {
#   replication_task_id      = "ordvik-orders"
#   migration_type           = "cdc"
#   replication_instance_arn = aws_dms_replication_instance.main.replication_instance_arn
#   source_endpoint_arn      = aws_dms_endpoint.ordvik.endpoint_arn
#   target_endpoint_arn      = aws_dms_s3_endpoint.raw.endpoint_arn
#   table_mappings           = file("${path.module}/mappings/ordvik.json")
# }
