"""Employees: Personalix -> Lohnwerk."""
import requests
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.microsoft.mssql.hooks.mssql import MsSqlHook

URL = "https://acme.personalix.example/api/employees?country=PT"


def lies(ti):
    ti.xcom_push("emp", requests.get(URL, timeout=60).json())


def schreib(ti):
    MsSqlHook(mssql_conn_id="lohnwerk").insert_rows("dbo.IMP", ti.xcom_pull(key="emp"))


with DAG("personal", schedule="0 6 * * *") as dag:
    PythonOperator(task_id="lies", python_callable=lies) >> PythonOperator(task_id="schreib", python_callable=schreib)
