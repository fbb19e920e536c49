from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.sftp.hooks.sftp import SFTPHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook


def holt():
    SnowflakeHook(snowflake_conn_id="lake").get_records("SELECT k FROM LAKE.MARTS.SCORE")


def sendet():
    SFTPHook(ssh_conn_id="mailer").store_file("/Import/score.csv", "/tmp/score.csv")


with DAG("score") as dag:
    PythonOperator(task_id="holt", python_callable=holt) >> PythonOperator(task_id="sendet", python_callable=sendet)
