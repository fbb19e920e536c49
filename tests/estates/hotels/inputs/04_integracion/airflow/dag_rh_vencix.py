"""Colaboradores de Portugal: Personia -> Vencix (processamento salarial)."""
from datetime import datetime

import requests
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.microsoft.mssql.hooks.mssql import MsSqlHook

PERSONIA = "https://alboran.personia.example/api/v1/employees?country=PT"


def le_personia(ti):
    ti.xcom_push("emp", requests.get(PERSONIA, timeout=60).json())


def grava_vencix(ti):
    # srv-lis-vcx01 / VENCIX
    hook = MsSqlHook(mssql_conn_id="vencix_srv_lis_vcx01", schema="VENCIX")
    hook.insert_rows("dbo.IMP_COLABORADORES", [(e["id"], e["nome"], e["nif"]) for e in ti.xcom_pull(key="emp")])


with DAG("rh_vencix", start_date=datetime(2024, 9, 1), schedule="0 6 * * 1-5", catchup=False) as dag:
    a = PythonOperator(task_id="le_personia", python_callable=le_personia)
    b = PythonOperator(task_id="grava_vencix", python_callable=grava_vencix)
    a >> b
