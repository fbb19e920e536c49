from airflow import DAG
from settings import BUCKET, CONN, PROJECT, day

with DAG("templated"):
    GCSToBigQueryOperator(task_id="part", destination_project_dataset_table="dw.orders${{ ds_nodash }}", gcp_conn_id="g")
    GCSToBigQueryOperator(task_id="fpart", destination_project_dataset_table=f"dw.items${day}", gcp_conn_id="g")
    GCSToBigQueryOperator(task_id="project", destination_project_dataset_table=f"{PROJECT}.dw.orders", gcp_conn_id="g")
    GCSToBigQueryOperator(task_id="suffix", destination_project_dataset_table="dw.orders_{{ ds_nodash }}", gcp_conn_id="g")
    S3ToRedshiftOperator(task_id="param", table="{{ params.x }}", redshift_conn_id="dwh", aws_conn_id="lake")
    S3ToRedshiftOperator(task_id="format", table="a_{}".format(day), redshift_conn_id="dwh", aws_conn_id="lake")
    MySqlToHiveOperator(task_id="sql", sql=f"SELECT id FROM {day}", hive_table="stage.a", mysql_conn_id="shop", hive_cli_conn_id="hive")
    MySqlToHiveOperator(task_id="file", sql="a.sql", hive_table="stage.b", mysql_conn_id="shop", hive_cli_conn_id="hive")
    PostgresOperator(task_id="quoted", sql=f"DELETE FROM mart.a WHERE d = '{day}' AND n = 'x'", postgres_conn_id="crm")
    PostgresOperator(task_id="between", sql="SELECT 1 FROM a WHERE n = 'x' AND {{ c }} AND m = 'y'", postgres_conn_id="crm")
    PostgresOperator(task_id="inner", sql="DELETE FROM mart.b WHERE d = '{{ macros.ds_add(ds, '-1') }}'", postgres_conn_id="crm")
    PostgresOperator(task_id="comment", sql="-- it's of {{ ds }}\nDELETE FROM mart.c", postgres_conn_id="crm")
    PostgresOperator(task_id="escaped", sql=r"SELECT 'it\'s' FROM {{ t }} WHERE a = 'b'", postgres_conn_id="crm")
    PostgresOperator(task_id="database", sql="DELETE FROM mart.d", database="{{ params.d }}", postgres_conn_id="crm")
    SnowflakeOperator(task_id="copy", sql="COPY INTO raw.a FROM 's3://lake/in/{{ ds }}.csv'", snowflake_conn_id="sf")
    PostgresOperator(task_id="connection", sql="DELETE FROM mart.e", postgres_conn_id=CONN)
    BashOperator(task_id="uri", bash_command="x", inlets=[Dataset(f"s3://{BUCKET}/a.csv")], outlets=[Dataset("s3://out/{{ ds }}/b.csv")])
    BashOperator(task_id="user", bash_command="x", inlets=[Dataset(f"postgres://u:hunter2@{BUCKET}/a")], outlets=[Dataset("s3://out/c.csv")])
