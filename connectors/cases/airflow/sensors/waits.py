from airflow import DAG
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.common.sql.sensors.sql import SqlSensor
from airflow.sensors.external_task import ExternalTaskSensor

with DAG("waits"):
    S3KeySensor(task_id="file", bucket_key="s3://lake/orders/{{ ds }}.csv")
    ExternalTaskSensor(task_id="other", external_dag_id="nightly")
    DateTimeSensorAsync(task_id="later", target_time="{{ ds }}")
    SqlSensor(task_id="rows", conn_id="dwh", sql="SELECT count(*) FROM stage.orders WHERE d = '{{ ds }}'")
    SqlSensor(task_id="made", conn_id="dwh", sql="SELECT 1 FROM {{ params.table }}")
    PythonSensor(task_id="code", python_callable=print)
    S3KeySensor(task_id="lineage", inlets=["s3://lake/a.csv"], outlets=["s3://lake/b.csv"])
