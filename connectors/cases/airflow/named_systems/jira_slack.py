from airflow.decorators import dag
from airflow.providers.docker.operators.docker import DockerOperator


@dag(schedule="@hourly")
def jira_slack():
    DockerOperator(task_id="notify", command="node notify.js", environment={"JIRA_URL": "x", "SLACK_HOOK": "y", "LOG_LEVEL": "info"})
