"""Recargas de prepago (OCS) al EDW. Equipo de Datos."""
from datetime import datetime
from airflow import DAG
from airflow.providers.oracle.hooks.oracle import OracleHook
from airflow.providers.teradata.hooks.teradata import TeradataHook
from airflow.operators.python import PythonOperator


def copiar(ds, **_):
    src = OracleHook(oracle_conn_id="ocsprd_ro")        # OCSPRD, réplica de lectura
    dst = TeradataHook(teradata_conn_id="tdprd_etl")    # tdprd.levantia.example / EDW_PRD
    filas = src.get_records("select RECARGA_ID, MSISDN, IMPORTE, FECHA from ECS.RECARGA where trunc(FECHA)=to_date(:d,'YYYY-MM-DD')", {"d": ds})
    dst.insert_rows("EDW_PRD.STG_RECARGA", filas, target_fields=["RECARGA_ID", "MSISDN", "IMPORTE", "FECHA"])


with DAG("recargas_prepago", schedule="0 4 * * *", start_date=datetime(2024, 1, 1), catchup=False, tags=["edw", "prepago"]) as dag:
    PythonOperator(task_id="copiar_recargas", python_callable=copiar)
