resource "aws_sqs_queue" "ÿþ" {
  name = "ä"
}
