from airflow import DAG
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator

default_args = {"owner": "data", "retries": 2, "email_on_failure": True}

with DAG("sync", schedule="@daily", default_args=default_args):
    load = S3ToRedshiftOperator(
        task_id="load", s3_bucket="landing", s3_key="orders.csv", schema="mart", table="orders",
        redshift_conn_id="dwh",
    )
    often = S3ToRedshiftOperator(
        task_id="often", s3_bucket="landing", s3_key="stock.csv", schema="mart", table="stock",
        redshift_conn_id="dwh", retries=5,
    )
    rescue = S3ToRedshiftOperator(
        task_id="rescue", s3_bucket="landing", s3_key="failed.csv", schema="ops", table="failed",
        redshift_conn_id="dwh", trigger_rule="one_failed", retries=0,
    )
