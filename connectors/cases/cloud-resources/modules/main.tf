module "consumer" {
  source    = "./consumer"
  queue_arn = module.orders.arn
  system    = "Dock Planner"
}

module "orders" {
  source = "./queue"
  name   = "orders-${var.stage}"
}

module "network" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.1.0"
}

variable "stage" {}
