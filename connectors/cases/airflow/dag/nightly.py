from airflow import DAG
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator

CLEAN = "DELETE FROM mart.orders WHERE day = '{{ ds }}'"
with DAG("nightly") as dag:
    S3ToRedshiftOperator(task_id="load", table="orders", redshift_conn_id="dwh", aws_conn_id="lake")
    MySqlToHiveOperator(
        task_id="pull",
        sql="SELECT id FROM shop.orders",
        hive_table="stage.orders",
        mysql_conn_id="shop",
        hive_cli_conn_id="hive",
    )
    SQLExecuteQueryOperator(task_id="clean", sql=CLEAN, conn_id="dwh")
    PostgresOperator(task_id="file", sql="sql/fill.sql", postgres_conn_id="crm")
    PostgresOperator(task_id="made", sql=f"SELECT * FROM {table}", postgres_conn_id="crm")
    PythonOperator(task_id="code", python_callable=print)
    BashOperator(
        task_id="named",
        bash_command="x",
        inlets=[Dataset("postgres://u:hunter2@crm.example.com/crm/public/account")],
        outlets=[Dataset("s3://lake/account.csv")],
    )
    EmptyOperator(task_id="end")
