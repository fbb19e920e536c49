"""Hourly load per feeder from the Meetwaardenarchief (PI) into the lakehouse."""
from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.databricks.operators.databricks_sql import DatabricksCopyIntoOperator

PI_URL = "https://nsn-pi-01.noorderstroom.local/piwebapi/streamsets/summary"


def fetch_hourly(**context):
    """Read the summaries from PI and write them to the lakehouse volume."""
    from airflow.providers.databricks.hooks.databricks_sql import DatabricksSqlHook
    from airflow.providers.http.hooks.http import HttpHook

    body = HttpHook(method="GET", http_conn_id="pi_webapi").run(PI_URL, data={"summaryType": "Maximum"}).text
    path = f"/tmp/pi_{context['ts_nodash']}.json"
    with open(path, "w") as handle:
        handle.write(body)
    DatabricksSqlHook(databricks_conn_id="databricks_nsn").run(f"PUT '{path}' INTO '/Volumes/grid_prod/bron_pi/stage/' OVERWRITE")


with DAG(dag_id="pi_to_lakehouse", start_date=datetime(2025, 1, 1), schedule="@hourly", catchup=False, tags=["pi"]) as dag:
    fetch = PythonOperator(task_id="fetch_hourly", python_callable=fetch_hourly)
    load = DatabricksCopyIntoOperator(
        task_id="load_meting",
        databricks_conn_id="databricks_nsn",
        table_name="grid_prod.bron_pi.meting",
        file_location="/Volumes/grid_prod/bron_pi/stage/",
        file_format="JSON",
    )
    # to_netverlies = PythonOperator(task_id="push_netverlies", python_callable=push_netverlies)  # als het project live gaat
    fetch >> load
