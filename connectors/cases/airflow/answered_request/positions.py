"""A POST that queries an API: the body of its answer is what the next task writes."""
import requests
from airflow.decorators import dag, task
from airflow.operators.bash import BashOperator
from airflow.providers.google.cloud.hooks.bigquery import BigQueryHook


@dag(schedule="*/10 * * * *")
def positions():
    @task
    def fetch():
        answer = requests.post("https://my.fleetwatch.example/api/v1", json={"method": "GetFeed"})
        return answer.json()["data"]

    @task
    def load(rows):
        hook = BigQueryHook(gcp_conn_id="warehouse")
        hook.insert_all("depot-dwh", "raw", "position", rows)

    load(fetch())
    BashOperator(task_id="models", bash_command="cd /opt/models && dbt build --target prod")


positions()
