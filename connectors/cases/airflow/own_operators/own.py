from airflow import DAG
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from acme.operators import CrmExportToJsonOperator, TicketsToS3Operator
from kubernetes.client import V1KeyToPath

with DAG("own") as dag:
    CrmExportToJsonOperator(task_id="export", path="out.json")
    TicketsToS3Operator(task_id="tickets", bucket="raw")
    S3ToRedshiftOperator(task_id="load", s3_bucket="raw", schema="stage", table="tickets")
    V1KeyToPath(key="a", path="b")
