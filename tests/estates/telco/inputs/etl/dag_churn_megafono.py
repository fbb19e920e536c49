from datetime import datetime
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator
from airflow.providers.http.operators.http import SimpleHttpOperator

# Score de abandono: se calcula en El Lago (dbt) y se sube a Megáfono (Adobe Campaign)
with DAG("churn_megafono", schedule="0 6 * * 1", start_date=datetime(2025, 3, 1), catchup=False) as dag:
    dbt = BashOperator(task_id="dbt_run", bash_command="cd /opt/dbt_lago && dbt run -s score_churn --target prod")
    exporta = DatabricksRunNowOperator(task_id="exporta_score", databricks_conn_id="dbx_lago_prd", job_id=4411)
    sube = SimpleHttpOperator(
        task_id="sube_a_adc",
        http_conn_id="adc_prd",            # adc-prd.levantia.example
        endpoint="nl/jsp/score-import.jssp",
        method="POST",
    )
    # sube_siebel = BashOperator(task_id="sube_siebel", bash_command="/opt/old/siebel_eim.sh score")
    dbt >> exporta >> sube
