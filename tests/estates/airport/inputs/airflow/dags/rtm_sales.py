"""Retail till receipts: ShopPoint SFTP -> landing bucket -> Snowflake (EDP)."""
from __future__ import annotations

import pendulum
from airflow import DAG
from airflow.providers.amazon.aws.transfers.sftp_to_s3 import SFTPToS3Operator
from airflow.providers.snowflake.transfers.copy_into_snowflake import CopyFromExternalStageToSnowflakeOperator

LANDING = "vlm-edp-landing"

with DAG(
    dag_id="rtm_sales",
    schedule="15 2 * * *",
    start_date=pendulum.datetime(2024, 9, 1, tz="Europe/Brussels"),
    catchup=False,
    tags=["retail", "RTM"],
    description="Gestion des commerces: tickets de caisse vers l'entrepôt",
) as dag:
    fetch = SFTPToS3Operator(
        task_id="fetch_receipts",
        sftp_conn_id="rtm_sftp",
        sftp_path="/export/receipts_{{ ds_nodash }}.csv.gz",
        s3_conn_id="aws_edp",
        s3_bucket=LANDING,
        s3_key="rtm/receipts/{{ ds }}/receipts.csv.gz",
    )
    load = CopyFromExternalStageToSnowflakeOperator(
        task_id="load_receipts",
        snowflake_conn_id="snowflake_edp",
        database="EDP_PROD",
        schema="RAW_RTM",
        table="RECEIPTS",
        stage="LANDING_STAGE/rtm/receipts/{{ ds }}",
        file_format="(type = 'CSV', compression = 'GZIP', skip_header = 1)",
    )
    fetch >> load

    # dropped 2025-03, INFORM forecasts on its own now
    # push = SnowflakeToHttpOperator(
    #     task_id="push_forecast", snowflake_conn_id="snowflake_edp",
    #     sql="SELECT * FROM MARTS.LOAD_FORECAST", http_conn_id="groundstar_api", endpoint="/forecast",
    # )
    # load >> push
