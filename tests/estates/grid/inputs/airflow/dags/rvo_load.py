"""Loads what somebody puts on the transfer share. Overgenomen van een vertrokken collega."""
from datetime import datetime

from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sensors.filesystem import FileSensor

with DAG("rvo_load", start_date=datetime(2024, 6, 1), schedule="@weekly", catchup=False) as dag:
    wait = FileSensor(task_id="wait_for_file", fs_conn_id="conn_rvo", filepath="/mnt/transfer/tmp_rvo/opwek.csv")
    load = SQLExecuteQueryOperator(
        task_id="load_opwek",
        conn_id="databricks_nsn",
        sql="COPY INTO grid_prod.bron_rvo.opwek FROM '/mnt/transfer/tmp_rvo/opwek.csv' FILEFORMAT = CSV",
    )
    wait >> load
