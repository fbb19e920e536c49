from datetime import datetime

from airflow import DAG
from airflow.decorators import task
from airflow.operators.python import PythonOperator
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.microsoft.mssql.hooks.mssql import MsSqlHook
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook


def copy_berths():
    rows = MsSqlHook(mssql_conn_id="quay_sql").get_records("SELECT Id, Name FROM dbo.Berth")
    SnowflakeHook(snowflake_conn_id="lake").insert_rows("RAW.QUAY.BERTH", rows)


def unload_crews(ds, **_):
    source = PostgresHook("crews")
    frame = source.get_pandas_df(f"SELECT id FROM crew WHERE day = '{ds}'")
    S3Hook("landing").load_string(frame.to_csv(), f"crews/{ds}.csv", "port-landing")


def count_tolls():
    return PostgresHook("tolls").get_first("SELECT COUNT(*) FROM toll")


# def copy_wages():
#     rows = PostgresHook("wages").get_records("SELECT id FROM wage")
#     SnowflakeHook("lake").insert_rows("RAW.HR.WAGE", rows)

with DAG("copies", start_date=datetime(2025, 1, 1), schedule="@daily") as dag:
    PythonOperator(task_id="berths", python_callable=copy_berths)
    PythonOperator(task_id="crews", python_callable=unload_crews)
    PythonOperator(task_id="tolls", python_callable=count_tolls)

    @task
    def copy_tolls():
        hook = SnowflakeHook(snowflake_conn_id="lake")
        hook.insert_rows(table="RAW.TOLL", rows=PostgresHook("tolls").get_records("SELECT id FROM toll"))
