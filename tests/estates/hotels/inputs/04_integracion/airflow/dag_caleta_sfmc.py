"""Scores de propensión: Caleta (Snowflake) -> Marketing Cloud."""
from datetime import datetime
import csv

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook
from airflow.providers.sftp.hooks.sftp import SFTPHook

SQL = "SELECT contact_key, score, segmento FROM CALETA_PRD.MARTS.PROPENSION"


def exporta(**_):
    rows = SnowflakeHook(snowflake_conn_id="caleta").get_records(SQL)
    with open("/tmp/scores.csv", "w", newline="") as f:
        csv.writer(f).writerows(rows)


def sube(**_):
    # SFTP de Marketing Cloud: mc.alboran.example
    SFTPHook(ssh_conn_id="sfmc_mc_alboran").store_file("/Import/scores.csv", "/tmp/scores.csv")


with DAG("caleta_sfmc", start_date=datetime(2025, 2, 1), schedule="30 5 * * *", catchup=False, tags=["marketing"]) as dag:
    PythonOperator(task_id="exporta_caleta", python_callable=exporta) >> PythonOperator(task_id="sube_sfmc", python_callable=sube)
