"""DAG de Cloud Composer del Consorcio (dos DAG en un fichero)."""
from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.providers.google.cloud.transfers.gcs_to_bigquery import GCSToBigQueryOperator
from airflow.providers.google.cloud.transfers.mysql_to_gcs import MySQLToGCSOperator
from airflow.providers.google.cloud.transfers.sftp_to_gcs import SFTPToGCSOperator
from airflow.providers.http.operators.http import SimpleHttpOperator

POR_DEFECTO = {
    "owner": "sistemas",
    "retries": 2,
    "retry_delay": timedelta(minutes=10),
    "email": ["avisos-datos@ctra.example"],
    "email_on_failure": True,
}

PROYECTO = "ctra-observatorio"
CONJUNTO = "obs_movilidad"

# ---------------------------------------------------------------------
# 1. Horarios a la app
# ---------------------------------------------------------------------
with DAG(
    dag_id="gtfs_app",
    start_date=datetime(2024, 1, 1),
    schedule="30 3 * * *",
    catchup=False,
    default_args=POR_DEFECTO,
    tags=["gtfs", "app"],
) as dag_gtfs:

    traer_gtfs = SFTPToGCSOperator(
        task_id="traer_gtfs",
        sftp_conn_id="sftp_srv_hora01",
        source_path="/export/gtfs/gtfs_ctra.zip",
        destination_bucket="ctra-gtfs",
        destination_path="actual/gtfs_ctra.zip",
    )

    recargar = SimpleHttpOperator(
        task_id="recargar_mueveribera",
        http_conn_id="mueveribera_backend",
        endpoint="/interno/gtfs/recargar",
        method="POST",
        data='{"uri": "gs://ctra-gtfs/actual/gtfs_ctra.zip"}',
    )

    traer_gtfs >> recargar

# ---------------------------------------------------------------------
# 2. Cargas del Observatorio
# ---------------------------------------------------------------------
with DAG(
    dag_id="observatorio_cargas",
    start_date=datetime(2023, 6, 1),
    schedule="0 5 * * *",
    catchup=False,
    default_args=POR_DEFECTO,
    tags=["observatorio"],
) as dag_cargas:

    inicio = EmptyOperator(task_id="inicio")

    validaciones = GCSToBigQueryOperator(
        task_id="cargar_validaciones",
        bucket="ctra-entrada",
        source_objects=["validaciones/VAL_{{ ds_nodash }}_*.csv"],
        destination_project_dataset_table=f"{PROYECTO}.{CONJUNTO}.validaciones",
        source_format="CSV",
        field_delimiter=";",
        skip_leading_rows=1,
        write_disposition="WRITE_APPEND",
    )

    reclamaciones_a_gcs = MySQLToGCSOperator(
        task_id="reclamaciones_a_gcs",
        mysql_conn_id="aten_db",
        sql="SELECT id, fecha, canal, motivo, linea, estado FROM reclamacion WHERE fecha >= '{{ ds }}'",
        bucket="ctra-entrada",
        filename="reclamaciones/{{ ds_nodash }}_{}.json",
        export_format="json",
    )

    reclamaciones = GCSToBigQueryOperator(
        task_id="cargar_reclamaciones",
        bucket="ctra-entrada",
        source_objects=["reclamaciones/{{ ds_nodash }}_*.json"],
        destination_project_dataset_table=f"{PROYECTO}.{CONJUNTO}.reclamaciones",
        source_format="NEWLINE_DELIMITED_JSON",
        write_disposition="WRITE_APPEND",
    )

    # Eventos de la app: parado por protección de datos, no reactivar sin hablar con el DPD
    # eventos_app = GCSToBigQueryOperator(
    #     task_id="cargar_eventos_mueveribera",
    #     bucket="ctra-entrada",
    #     source_objects=["mueveribera/eventos_{{ ds_nodash }}.json"],
    #     destination_project_dataset_table=f"{PROYECTO}.{CONJUNTO}.eventos_app",
    #     source_format="NEWLINE_DELIMITED_JSON",
    # )

    fin = EmptyOperator(task_id="fin")

    inicio >> validaciones >> fin
    inicio >> reclamaciones_a_gcs >> reclamaciones >> fin
    # inicio >> eventos_app >> fin
