from __future__ import annotations

import json
from datetime import datetime

from airflow.decorators import dag, task
from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.snowflake.hooks.snowflake import SnowflakeHook


@dag(schedule="0 5 * * *", start_date=datetime(2025, 1, 1), catchup=False, tags=["reverse-etl"])
def push_reorder_points():
    """Write the reorder points of the mart back to Dynamics 365 Finance."""

    @task
    def read_points() -> list:
        hook = SnowflakeHook(snowflake_conn_id="snowflake_prod")
        return hook.get_records("select item_id, location_id, reorder_point from ANALYTICS.marts.reorder_points")

    @task
    def write_points(rows: list) -> None:
        d365 = HttpHook(method="PATCH", http_conn_id="d365_finance")
        for item, location, point in rows:
            d365.run(f"/data/ItemCoverages(ItemNumber='{item}',SiteId='{location}')",
                     data=json.dumps({"MinimumOnHandQuantity": float(point)}))

    write_points(read_points())


push_reorder_points()
