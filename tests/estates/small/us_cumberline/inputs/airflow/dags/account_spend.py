"""Push rolling 12 month spend onto accounts."""
from __future__ import annotations

import pendulum
from airflow.decorators import dag, task
from airflow.providers.salesforce.hooks.salesforce import SalesforceHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook

SQL = """
select account_sfid as "Id", spend_12m as "Spend_12M__c"
from   mart.account_spend
where  changed_at >= dateadd(day, -1, current_timestamp)
"""


@dag(schedule="30 6 * * 1-5", start_date=pendulum.datetime(2025, 2, 1, tz="America/Chicago"), catchup=False, tags=["reverse-etl"])
def account_spend():
    @task(retries=2)
    def extract() -> list[dict]:
        df = SnowflakeHook(snowflake_conn_id="wh_prd").get_pandas_df(SQL)
        return df.to_dict("records")

    @task(retries=1)
    def push(rows: list[dict]) -> int:
        sf = SalesforceHook(salesforce_conn_id="crm_prd").get_conn()
        res = sf.bulk.Account.update(rows, batch_size=5000)
        return sum(1 for r in res if r["success"])

    push(extract())


account_spend()
