"""Files of an external stage are copied into a table of Snowflake."""
from datetime import datetime

from airflow import DAG
from airflow.providers.snowflake.transfers.copy_into_snowflake import (
    CopyFromExternalStageToSnowflakeOperator,
)

with DAG("tills", schedule="30 2 * * *", start_date=datetime(2026, 3, 1)) as dag:
    CopyFromExternalStageToSnowflakeOperator(
        task_id="copy_tills", snowflake_conn_id="lake_snowflake", database="RAW", schema="tills",
        table="receipt", stage="TILL_FILES", prefix="receipts", file_format="(type = 'CSV')",
    )
