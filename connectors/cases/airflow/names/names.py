from airflow import DAG
from airflow.providers.postgres.operators.postgres import PostgresOperator as Pg

SCHEMA: str = "mart"
TABLE = f"{SCHEMA}.orders"
QUERIES = ["DELETE FROM a", "DELETE FROM " + TABLE]
TWICE = "dw.old"
TWICE = "dw.new"
LOOP = LOOP + "x"
MANY = ["s3://lake/c.csv", "s3://lake/d.csv"]
LAKE = Dataset("s3://lake/a.csv")


def build():
    query = "DELETE FROM b"
    Pg(task_id="local", sql=query, postgres_conn_id="crm")


def shared(table):
    S3ToRedshiftOperator(task_id="argument", table=table, redshift_conn_id="dwh", aws_conn_id="lake")


with DAG("names"):
    Pg(task_id="list", sql=QUERIES, postgres_conn_id="crm")
    S3ToRedshiftOperator(task_id="twice", table=TWICE, redshift_conn_id="dwh", aws_conn_id="lake")
    S3ToRedshiftOperator(task_id="loop", table=LOOP, redshift_conn_id="dwh", aws_conn_id="lake")
    S3ToRedshiftOperator(task_id="none", table=None, redshift_conn_id="dwh", aws_conn_id="lake")
    BigQueryToGCSOperator(task_id="both", source_project_dataset_tables=["dw.a", "dw.b"], gcp_conn_id="g")
    Pg.partial(task_id="mapped", postgres_conn_id="crm").expand(sql=["DELETE FROM c", "DELETE FROM d"])
    BashOperator(task_id="lake", inlets=LAKE, outlets=[Dataset("s3://lake/b.csv")])
    BashOperator(task_id="spread", inlets=[*MANY, LAKE], outlets=["s3://lake/e.csv"])
    GenericTransfer(task_id="generic", sql=f"SELECT id FROM {TABLE}", source_conn_id="crm", destination_conn_id="dwh", destination_table="stage.o")
