variable "stage" {
  default = "prod"
}

locals {
  prefix = "yard-${var.stage}"
}

resource "aws_dms_endpoint" "orders" {
  endpoint_id   = "${local.prefix}-orders"
  endpoint_type = "source"
  engine_name   = "sqlserver"
  server_name   = "sql07.corp.example"
  database_name = "YardOrders"
  username      = "dms"
  password      = "Hidden-1234"
}

resource "aws_dms_endpoint" "lake" {
  endpoint_id   = "${local.prefix}-lake"
  endpoint_type = "target"
  engine_name   = "s3"
  s3_settings {
    bucket_name   = "yard-lake"
    bucket_folder = "orders"
  }
}

resource "aws_dms_replication_task" "orders" {
  migration_type           = "full-load-and-cdc"
  source_endpoint_arn      = aws_dms_endpoint.orders.endpoint_arn
  target_endpoint_arn      = aws_dms_endpoint.lake.endpoint_arn
  start_replication_task   = false
  replication_task_settings = jsonencode({ Logging = { EnableLogging = true } })
}

resource "aws_sqs_queue" "gate" {
  name = "${local.prefix}-gate"
}

resource "aws_sns_topic" "scans" {
  name = "scans"
}

resource "aws_sns_topic_subscription" "gate" {
  topic_arn = aws_sns_topic.scans.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.gate.arn
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.scans.arn
  protocol  = "email"
  endpoint  = "yard@corp.example"
}

resource "aws_lambda_function" "planner" {
  function_name = "gate-planner"
  tags = {
    Application = "Gate Planner"
    app_id      = "APP-0042"
  }
  environment {
    variables = {
      TARGET_URL    = "https://slots.corp.example/api"
      CARRIER_URL   = "https://carrier.example/v2"
      OTEL_ENDPOINT = "https://otel.corp.example"
      LOG_LEVEL     = "info"
    }
  }
}

resource "aws_lambda_event_source_mapping" "planner" {
  event_source_arn = aws_sqs_queue.gate.arn
  function_name    = aws_lambda_function.planner.arn
}

resource "aws_sfn_state_machine" "nightly" {
  definition = <<-JSON
    {"StartAt": "x"}
  JSON  
}
