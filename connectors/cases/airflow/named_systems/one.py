from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("docusign_archive", description="From time to time it is run by hand"):
    BashOperator(task_id="fetch", bash_command="sh fetch.sh", env={"DOCUSIGN_KEY": "k"})
    BashOperator(task_id="clean_up", bash_command="rm -rf /tmp/x")
