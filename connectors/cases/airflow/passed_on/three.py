"""Two tasks read, so that nobody knows what the third one writes."""
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.sftp.hooks.sftp import SFTPHook


def a():
    PostgresHook(postgres_conn_id="one").get_records("SELECT x FROM t")


def b():
    PostgresHook(postgres_conn_id="two").get_records("SELECT y FROM u")


def c():
    SFTPHook(ssh_conn_id="out").store_file("/in/z.csv", "/tmp/z.csv")


with DAG("three") as dag:
    PythonOperator(task_id="a", python_callable=a)
    PythonOperator(task_id="b", python_callable=b)
    PythonOperator(task_id="c", python_callable=c)
