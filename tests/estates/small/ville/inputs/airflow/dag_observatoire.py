"""Alimentation de l'Observatoire (infocentre) - nuit."""
from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.oracle.hooks.oracle import OracleHook
from airflow.providers.postgres.hooks.postgres import PostgresHook

DEFAULT_ARGS = {"owner": "decisionnel", "retries": 2, "retry_delay": timedelta(minutes=10)}


def copier(hook, requete, cible):
    lignes = hook.get_records(requete)
    PostgresHook(postgres_conn_id="infocentre").insert_rows(table=cible, rows=lignes)


def charge_budget():
    copier(OracleHook(oracle_conn_id="financia_p"), "select * from V_EXECUTION_BUDGET", "stg.budget")


def charge_frequentation():
    copier(PostgresHook(postgres_conn_id="familia"), "select * from frequentation", "stg.frequentation")


def charge_interventions():
    copier(PostgresHook(postgres_conn_id="patrimea"), "select * from intervention", "stg.intervention")


with DAG(
    dag_id="observatoire_nuit",
    default_args=DEFAULT_ARGS,
    start_date=datetime(2024, 9, 1),
    schedule="0 1 * * *",
    catchup=False,
    tags=["observatoire"],
) as dag:
    budget = PythonOperator(task_id="budget", python_callable=charge_budget)
    frequentation = PythonOperator(task_id="frequentation", python_callable=charge_frequentation)
    # interventions = PythonOperator(task_id="interventions", python_callable=charge_interventions)  # suspendu 11/2025, données inexploitables
    budget >> frequentation
    # frequentation >> interventions
