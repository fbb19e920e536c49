"""HTTP hooks: the method is an argument of the hook, by name or first, and POST without one."""

from airflow.decorators import task
from airflow.operators.python import PythonOperator
from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.sftp.hooks.sftp import SFTPHook


def push():
    rows = PostgresHook(postgres_conn_id="crew_db").get_records("select id, name from crew.person")
    api = HttpHook(method="PUT", http_conn_id="roster_api")
    for row in rows:
        api.run(f"/v1/people/{row[0]}?full=1", json={"name": row[1]})


def pull():
    answer = HttpHook("GET", "roster_api").run(endpoint="v1/shifts", data={"day": "yesterday"})
    PostgresHook("crew_db").insert_rows("crew.shift", answer.json())


@task
def report():
    rows = PostgresHook("crew_db").get_records("select id from crew.absence")
    HttpHook(http_conn_id="tide_api").run_with_advanced_retry({"wait": 5}, endpoint="absences", data=rows)


@task
def notify():
    SFTPHook("tug_files").retrieve_file("/out/jobs.csv", "/tmp/jobs.csv")
    HttpHook(method="DELETE", http_conn_id="tide_api").run("jobs")


with_tasks = [
    PythonOperator(task_id="push", python_callable=push),
    PythonOperator(task_id="pull", python_callable=pull),
]
report()
notify()
