from datetime import datetime
from airflow import DAG
from airflow.decorators import task
from airflow.providers.oracle.hooks.oracle import OracleHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook

with DAG("qir_to_nordlicht", start_date=datetime(2025, 9, 1), schedule="@hourly", catchup=False) as dag:

    @task
    def copy_results():
        src = OracleHook(oracle_conn_id="qirp")
        dst = SnowflakeHook(snowflake_conn_id="nordlicht")
        rows = src.get_records("SELECT lot_no, char_no, val, ts FROM qir.measurement WHERE ts > SYSDATE - 1/12")
        dst.insert_rows("KBK_ANALYTICS.RAW_QIR.MEASUREMENT", rows)

    copy_results()
