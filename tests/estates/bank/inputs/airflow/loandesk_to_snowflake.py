from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.microsoft.mssql.hooks.mssql import MsSqlHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook

# from airflow.providers.oracle.hooks.oracle import OracleHook


def copy_applications():
    rows = MsSqlHook(mssql_conn_id="mssql_los").get_records(
        "SELECT ApplicationId, PartyNo, Amount, Status FROM LOSDB.dbo.Application"
    )
    SnowflakeHook(snowflake_conn_id="snowflake_anp").insert_rows(
        "RAW.LOANDESK.APPLICATION", rows, target_fields=["APPLICATION_ID", "PARTY_NO", "AMOUNT", "STATUS"]
    )


# def copy_headcount():
#     rows = OracleHook(oracle_conn_id="sap_p61").get_records("SELECT PERNR, PLANS FROM SAPSR3.PA0001")
#     SnowflakeHook(snowflake_conn_id="snowflake_anp").insert_rows("RAW.HR.HEADCOUNT", rows)

with DAG("loandesk_to_snowflake", start_date=datetime(2025, 3, 1), schedule="@hourly", catchup=False) as dag:
    PythonOperator(task_id="copy_applications", python_callable=copy_applications)
    # Betriebsrat hat nicht zugestimmt (12.06.2025)
    # PythonOperator(task_id="copy_headcount", python_callable=copy_headcount)
