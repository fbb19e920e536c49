"""Weekly copy of stations and cables of Netregistratie to the lakehouse.

Connections: gis_pg = PostgreSQL nsn-pg-03, database gisprd. databricks_nsn = adb-7719220146.9.azuredatabricks.net.
"""
from datetime import datetime

from airflow import DAG
from airflow.operators.generic_transfer import GenericTransfer

with DAG("gis_to_lakehouse", start_date=datetime(2025, 3, 1), schedule="0 4 * * 0", catchup=False) as dag:
    stations = GenericTransfer(
        task_id="copy_stations",
        source_conn_id="gis_pg",
        destination_conn_id="databricks_nsn",
        sql="SELECT station_id, naam, bouwjaar, rd_x, rd_y FROM net.station WHERE vervallen IS NULL",
        destination_table="grid_prod.bron_gis.station",
    )
    cables = GenericTransfer(
        task_id="copy_cables",
        source_conn_id="gis_pg",
        destination_conn_id="databricks_nsn",
        sql="SELECT kabel_id, van_station, naar_station, lengte_m, doorsnede FROM net.kabel",
        destination_table="grid_prod.bron_gis.kabel",
    )
    stations >> cables
