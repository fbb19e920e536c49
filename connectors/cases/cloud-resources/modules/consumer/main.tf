variable "queue_arn" {}
variable "system" {}
resource "aws_lambda_function" "this" {
  function_name = "reader"
  tags          = { application = var.system }
}
resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn = var.queue_arn
  function_name    = aws_lambda_function.this.arn
}
