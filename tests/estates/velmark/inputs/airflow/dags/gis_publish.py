"""Weekly copy of published pipe segments of the Netzinformationssystem to the warehouse.

Connections: nis_pub_pg = Postgres vmk-pg-02, database nis_pub. snowflake_prod = velmark.eu-central-1.
"""
from datetime import datetime

from airflow import DAG
from airflow.operators.generic_transfer import GenericTransfer
from airflow.providers.amazon.aws.operators.s3 import S3DeleteObjectsOperator

with DAG("gis_publish", start_date=datetime(2024, 9, 1), schedule="0 3 * * 0", catchup=False) as dag:
    clean = S3DeleteObjectsOperator(task_id="clean_scratch", bucket="vmk-scratch-eu", prefix="tmp/")
    copy_segments = GenericTransfer(
        task_id="copy_pipe_segments",
        source_conn_id="nis_pub_pg",
        destination_conn_id="snowflake_prod",
        sql="SELECT segment_id, asset_ref, material, diameter_mm, year_built FROM nis_pub.pipe_segment",
        destination_table="RAW.GIS.PIPE_SEGMENT",
        preoperator="TRUNCATE TABLE RAW.GIS.PIPE_SEGMENT",
    )
    clean >> copy_segments
