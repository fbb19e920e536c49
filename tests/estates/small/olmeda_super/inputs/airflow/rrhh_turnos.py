"""Intercambio diario RRHH <-> turnos."""
from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.postgres.hooks.postgres import PostgresHook

ARGS = {"owner": "personas", "retries": 2, "retry_delay": timedelta(minutes=10)}


def empleados():
    filas = PostgresHook(postgres_conn_id="nomia_pg").get_records(
        "select nif_hash, nombre, tienda, jornada from rh.empleado where baja is null")
    api = HttpHook(method="PUT", http_conn_id="turnia_api")
    for f in filas:
        api.run("/v1/empleados/%s" % f[0], json={"nombre": f[1], "tienda": f[2], "jornada": f[3]})


def horas():
    r = HttpHook(method="GET", http_conn_id="turnia_api").run("/v1/fichajes", data={"dia": "ayer"})
    PostgresHook(postgres_conn_id="nomia_pg").insert_rows(
        "rh.horas", [(x["nif"], x["dia"], x["horas"]) for x in r.json()])


with DAG("rrhh_turnos", default_args=ARGS, schedule="0 5 * * *",
         start_date=datetime(2025, 1, 1), catchup=False, tags=["personas"]) as dag:
    t1 = PythonOperator(task_id="empleados", python_callable=empleados)
    t2 = PythonOperator(task_id="horas", python_callable=horas)
    # t3 = SnowflakeOperator(task_id="turnia_a_lago", snowflake_conn_id="lago", sql="copy into RAW_TURNIA.FICHAJE from @turnia")
    t1 >> t2
    # t2 >> t3   (quitado, Personas no da permiso)
