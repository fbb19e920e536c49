from datetime import datetime

import requests
from airflow import DAG
from airflow.hooks.base import BaseHook
from airflow.operators.python import PythonOperator
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook


def sync():
    rows = SnowflakeHook("snowflake_prod").get_records(
        "select customer_id, segment from ANALYTICS.marts.customer_segments where changed_on = current_date")
    braze = BaseHook.get_connection("braze")
    for start in range(0, len(rows), 75):
        requests.post("https://rest.fra-01.braze.eu/users/track",
                      headers={"Authorization": f"Bearer {braze.password}"},
                      json={"attributes": [{"external_id": c, "segment": s} for c, s in rows[start:start + 75]]})


with DAG("segments_to_braze", schedule="@daily", start_date=datetime(2025, 6, 1), catchup=False) as dag:
    PythonOperator(task_id="sync", python_callable=sync)
