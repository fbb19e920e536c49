# monatliche Kennzahlen für die Lieferantenbewertung
import requests
from datetime import datetime
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.microsoft.mssql.hooks.mssql import MsSqlHook
from airflow.providers.oracle.hooks.oracle import OracleHook

API = "https://supplierrate.kbk.example/api/kpi"


def termintreue():
    rows = MsSqlHook(mssql_conn_id="kbkdwh").get_records("SELECT lieferant, otd FROM dwh.vLieferTreue")
    requests.post(API + "/otd", json=[dict(s=a, v=float(b)) for a, b in rows], timeout=60).raise_for_status()


def ppm():
    rows = OracleHook(oracle_conn_id="qirp").get_records("SELECT supplier_no, ppm FROM qir.v_supplier_ppm")
    requests.post(API + "/ppm", json=[dict(s=a, v=float(b)) for a, b in rows], timeout=60).raise_for_status()


with DAG("vendor_rating", start_date=datetime(2024, 6, 1), schedule="0 5 2 * *", catchup=False) as dag:
    PythonOperator(task_id="termintreue", python_callable=termintreue)
    PythonOperator(task_id="ppm", python_callable=ppm)
