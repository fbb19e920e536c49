"""Tagesstände aus EDWPRD in die Analyseplattform."""
from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.oracle.hooks.oracle import OracleHook
from airflow.providers.snowflake.operators.snowflake import SnowflakeOperator
from airflow.providers.amazon.aws.hooks.s3 import S3Hook

BUCKET = "hnr-s3-landing"


def unload(ds, **_):
    df = OracleHook(oracle_conn_id="oracle_edw").get_pandas_df(
        "SELECT account_id, party_id, balance_amt, snapshot_dt FROM edw_core.account "
        f"WHERE snapshot_dt = DATE '{ds}'"
    )
    S3Hook("aws_landing").load_string(df.to_csv(index=False), f"edw/account/{ds}.csv", BUCKET, replace=True)


with DAG("edw_to_snowflake", start_date=datetime(2024, 1, 1), schedule="0 5 * * *", catchup=False) as dag:
    extract = PythonOperator(task_id="unload_account", python_callable=unload)
    load = SnowflakeOperator(
        task_id="copy_account",
        snowflake_conn_id="snowflake_anp",
        sql="COPY INTO RAW.EDW.ACCOUNT_SNAPSHOT FROM @RAW.EDW.S3_LANDING/edw/account/{{ ds }}.csv FILE_FORMAT=(TYPE=CSV SKIP_HEADER=1)",
    )
    extract >> load
