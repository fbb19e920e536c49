"""Hourly averages of the Prozessdatenarchiv Wasser (PI) into Snowflake."""
from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

PI_URL = "https://vmk-pi-01.velmark.local/piwebapi/streamsets/summary"


def fetch_hourly(**context):
    """Read the hourly summaries from PI and put them on the Snowflake stage."""
    from airflow.providers.http.hooks.http import HttpHook
    from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook

    body = HttpHook(method="GET", http_conn_id="pi_webapi").run(PI_URL, data={"calculationBasis": "TimeWeighted"}).text
    path = f"/tmp/pi_{context['ts_nodash']}.json"
    with open(path, "w") as handle:
        handle.write(body)
    SnowflakeHook(snowflake_conn_id="snowflake_prod").run(f"PUT file://{path} @RAW.PI.STG_PI")


with DAG(dag_id="pi_to_snowflake", start_date=datetime(2024, 5, 1), schedule="@hourly", catchup=False, tags=["pi", "dwh"]) as dag:
    fetch = PythonOperator(task_id="fetch_hourly", python_callable=fetch_hourly)
    load = SQLExecuteQueryOperator(
        task_id="load_process_value",
        conn_id="snowflake_prod",
        sql="COPY INTO RAW.PI.PROCESS_VALUE FROM @RAW.PI.STG_PI FILE_FORMAT = (TYPE = JSON)",
    )
    # to_leak = PythonOperator(task_id="push_to_leckanalyse", python_callable=push_pressure)  # when the project goes live
    fetch >> load
