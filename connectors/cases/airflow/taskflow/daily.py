from airflow.decorators import dag, task, task_group
from airflow.decorators import task as step
from airflow import decorators
from airflow.sdk import Asset, asset

ORDERS = Asset("s3://lake/orders.csv")


@dag(schedule="@daily")
def daily():
    @task
    def fetch():
        return 1

    @task.python
    def clean(rows):
        return rows

    @task.virtualenv(requirements=["pandas"])
    def frame():
        pass

    @decorators.task.branch(task_id="which")
    def choose():
        return "fetch"

    @task.sensor(poke_interval=60)
    def ready():
        return True

    @step(inlets=[ORDERS], outlets=[Asset(uri="postgres://u:hunter2@dwh.example.com/dwh/mart/orders")])
    def load():
        pass

    @task.skip_if(lambda context: False)
    @task.bash
    def shell():
        return "true"

    @task(outlets=[ORDERS])
    def fill():
        pass

    @task(inlets=[ORDERS], outlets=[Asset("report")])
    def report():
        pass

    @task.sql(conn_id="dwh")
    def refresh():
        return "INSERT INTO mart.a SELECT id FROM stage.a"

    @task.sql(conn_id="dwh")
    def refresh_made():
        return build()

    @task_group
    def group():
        @task
        async def inner():
            pass

    def helper():
        pass

    fetch()


@asset(uri="s3://lake/customers.csv", schedule=None, inlets=[Asset("s3://crm/customers.json")])
def customers():
    pass


@asset(schedule="@daily")
def invoices():
    pass
