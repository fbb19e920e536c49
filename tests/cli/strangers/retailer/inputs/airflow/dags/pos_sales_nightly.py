"""Nightly POS files: Oracle Xstore drops one CSV per store on the SFTP server."""
from datetime import datetime
from airflow import DAG
from airflow.providers.amazon.aws.transfers.sftp_to_s3 import SFTPToS3Operator
from airflow.providers.snowflake.transfers.copy_into_snowflake import CopyFromExternalStageToSnowflakeOperator

with DAG("pos_sales_nightly", schedule="30 2 * * *", start_date=datetime(2024, 3, 1), catchup=False,
         default_args={"owner": "data-platform", "retries": 2}) as dag:
    fetch = SFTPToS3Operator(
        task_id="fetch_xstore_files",
        sftp_conn_id="xstore_sftp",
        sftp_path="/outbound/sales/{{ ds_nodash }}.csv",
        s3_conn_id="aws_default",
        s3_bucket="brightwell-landing",
        s3_key="xstore/{{ ds_nodash }}.csv",
    )
    load = CopyFromExternalStageToSnowflakeOperator(
        task_id="load_pos",
        snowflake_conn_id="snowflake_prod",
        database="RAW",
        schema="xstore",
        table="pos_transaction",
        stage="LANDING_STAGE",
        prefix="xstore",
        file_format="(type = 'CSV', skip_header = 1)",
    )
    fetch >> load
