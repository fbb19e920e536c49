variable "unused" {}
