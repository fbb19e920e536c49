resource "aws_sqs_queue" "a" {
  name = "x"
