resource "aws_sqs_queue" "a" {
  name = "${var.a}"
}
variable "a" {
  default = "${var.a}"
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = "${var.b}"
  function_name = 7
}
