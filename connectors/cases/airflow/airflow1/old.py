from airflow.operators.python_operator import PythonOperator
from airflow.operators.s3_to_redshift_operator import S3ToRedshiftTransfer
from airflow.contrib.operators.bigquery_operator import BigQueryOperator
from airflow.contrib.operators.gcs_to_bq import GoogleCloudStorageToBigQueryOperator
from airflow.operators.sensors import ExternalTaskSensor

PythonOperator(task_id="code", python_callable=print, provide_context=True)
S3ToRedshiftTransfer(task_id="load", schema="stage", table="orders", redshift_conn_id="dwh", aws_conn_id="lake")
BigQueryOperator(task_id="ask", bql="SELECT id FROM stage.a", destination_dataset_table="acme.mart.a", bigquery_conn_id="bq")
GoogleCloudStorageToBigQueryOperator(
    task_id="files",
    destination_project_dataset_table="stage.b",
    google_cloud_storage_conn_id="files",
    bigquery_conn_id="bq",
)
BigQueryToCloudStorageOperator(task_id="out", source_project_dataset_table="mart.a", bigquery_conn_id="bq")
HiveOperator(task_id="hive", hql="INSERT INTO b SELECT id FROM a", hive_cli_conn_id="hive")
ExternalTaskSensor(task_id="wait", external_dag_id="x")
BashOperator(task_id="lineage", bash_command="x", inlets={"datasets": [File("s3://lake/a.csv")]}, outlets={"datasets": [File("s3://lake/b.csv")]})
