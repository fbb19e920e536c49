resource "aws_s3_bucket" "lakehouse" {
  bucket = "nw-lakehouse-prd"
  tags   = { owner = "data" }
}

resource "aws_glue_connection" "fin" {
  name            = "conn-fin"
  connection_type = "JDBC"
  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:sap://s4hana-db.nordwarta.example:30215/?databaseName=S4P"
    SECRET_ID           = "glue/fin"
  }
}

resource "aws_glue_connection" "lager" {
  name            = "conn-lager"
  connection_type = "JDBC"
  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:oracle:thin:@//wms-poz01.nordwarta.example:1521/WMSPOZ"
    SECRET_ID           = "glue/lager"
  }
}

resource "aws_glue_job" "load_core" {
  name              = "load_core"
  role_arn          = aws_iam_role.glue.arn
  glue_version      = "4.0"
  worker_type       = "G.1X"
  number_of_workers = 5
  connections       = [aws_glue_connection.fin.name, aws_glue_connection.lager.name]
  command {
    script_location = "s3://nw-glue-scripts/load_core.py"
    python_version  = "3"
  }
  default_arguments = {
    "--FIN_CONN"   = aws_glue_connection.fin.name
    "--LAGER_CONN" = aws_glue_connection.lager.name
    "--TARIF_URL"  = "jdbc:postgresql://kompas-pg01.nordwarta.example:5432/kompas"
    "--BUCKET"     = aws_s3_bucket.lakehouse.bucket
    "--job-language" = "python"
  }
}

resource "aws_glue_trigger" "nightly" {
  name     = "load_core_nightly"
  type     = "SCHEDULED"
  schedule = "cron(0 1 * * ? *)"
  actions { job_name = aws_glue_job.load_core.name }
}
