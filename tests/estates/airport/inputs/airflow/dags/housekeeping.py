from datetime import datetime, timedelta
from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("housekeeping", schedule="@weekly", start_date=datetime(2024, 1, 1), catchup=False) as dag:
    BashOperator(task_id="clean_logs", bash_command="find /opt/airflow/logs -mtime +60 -delete", retries=1, retry_delay=timedelta(minutes=5))
