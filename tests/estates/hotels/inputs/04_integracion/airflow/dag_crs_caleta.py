"""Reservas de la central a la plataforma Caleta."""
from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook


def copia(ds, **_):
    src = PostgresHook(postgres_conn_id="almcrs", schema="almcrs")
    rows = src.get_records("SELECT id, hotel, llegada, salida, canal, importe FROM crs.booking WHERE actualizado::date = %s", parameters=(ds,))
    dst = SnowflakeHook(snowflake_conn_id="caleta", database="CALETA_PRD")
    dst.insert_rows("RAW_CRS.BOOKING", rows)


with DAG("crs_caleta", start_date=datetime(2025, 1, 15), schedule="@hourly", catchup=False) as dag:
    PythonOperator(task_id="almenara_a_caleta", python_callable=copia)
