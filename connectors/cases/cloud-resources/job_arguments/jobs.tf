resource "aws_s3_bucket" "lake" {
  bucket = "hafen-lake"
}

resource "aws_glue_connection" "ledger" {
  name            = "conn-ledger"
  connection_type = "JDBC"
  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:sqlserver://sqlfin01.example.com:1433;databaseName=Ledger"
    PASSWORD            = "not-a-real-one"
  }
}

resource "aws_glue_job" "load" {
  name     = "load"
  role_arn = "arn:aws:iam::123456789012:role/glue"
  command {
    script_location = "s3://hafen-code/load.py"
  }
  default_arguments = {
    "--FIN_CONN"     = aws_glue_connection.ledger.name
    "--LAKE_BUCKET"  = aws_s3_bucket.lake.bucket
    "--TARGET_URL"   = "jdbc:postgresql://pg01.example.com:5432/mart"
    "--job-language" = "python"
    "--DAY"          = "monday"
  }
}
