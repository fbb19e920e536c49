from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.salesforce_to_s3 import SalesforceToS3Operator
from airflow.providers.google.cloud.transfers.gcs_to_bigquery import GCSToBigQueryOperator
from airflow.providers.google.cloud.transfers.bigquery_to_gcs import BigQueryToGCSOperator
from airflow.providers.google.cloud.transfers.s3_to_gcs import S3ToGCSOperator

with DAG("files", schedule="@daily") as dag:
    SalesforceToS3Operator(task_id="crm", salesforce_query="SELECT Id FROM Account", s3_bucket_name="crm-exports", s3_key="account.csv", salesforce_conn_id="sf")
    S3ToRedshiftOperator(task_id="web", s3_bucket="weblogs", s3_key="clicks.csv", table="clicks", redshift_conn_id="dwh")
    GCSToBigQueryOperator(task_id="two", bucket="lake", source_objects=["a.csv", "b.csv"], destination_project_dataset_table="dw.raw.ab")
    BigQueryToGCSOperator(task_id="out", source_project_dataset_table="dw.mart.x", destination_cloud_storage_uris=["gs://out/x.csv"])
    S3ToGCSOperator(task_id="copy", bucket="weblogs", prefix="2024/", dest_gcs="gs://lake/web/")
    S3ToRedshiftOperator(task_id="late", s3_bucket="weblogs", s3_key="day/{{ ds }}.csv", table="days", redshift_conn_id="dwh")
    SQLExecuteQueryOperator(task_id="mart", sql="INSERT INTO mart.days SELECT day FROM days", conn_id="dwh")
