from airflow import DAG
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator

PROJECT = "acme"
TARGET = {"projectId": PROJECT, "datasetId": "mart", "tableId": "sales"}
with DAG("jobs"):
    BigQueryInsertJobOperator(
        task_id="ask",
        gcp_conn_id="bq",
        configuration={
            "query": {
                "query": f"SELECT id FROM {PROJECT}.stage.sales",
                "destinationTable": TARGET,
                "defaultDataset": {"projectId": PROJECT, "datasetId": "stage"},
                "useLegacySql": False,
            }
        },
    )
    BigQueryInsertJobOperator(
        task_id="write",
        configuration={"query": {"query": "INSERT INTO mart.a SELECT id FROM stage.a"}},
    )
    BigQueryInsertJobOperator(
        task_id="load",
        gcp_conn_id="bq",
        configuration={
            "load": {
                "sourceUris": ["gs://lake/sales/*.csv", "gs://lake/old.csv"],
                "destinationTable": {"datasetId": "stage", "tableId": "sales"},
            }
        },
    )
    BigQueryInsertJobOperator(
        task_id="extract",
        gcp_conn_id="bq",
        configuration={"extract": {"sourceTable": TARGET, "destinationUris": ["gs://out/sales.csv"]}},
    )
    BigQueryInsertJobOperator(
        task_id="copy",
        gcp_conn_id="bq",
        configuration={
            "copy": {
                "sourceTables": [TARGET, {"datasetId": "mart", "tableId": "returns"}],
                "destinationTable": {"datasetId": "archive", "tableId": "all${{ ds_nodash }}"},
            }
        },
    )
    BigQueryInsertJobOperator(
        task_id="file",
        gcp_conn_id="bq",
        configuration={"query": {"query": "{% include 'sql/fill.sql' %}", "destinationTable": TARGET}},
    )
    BigQueryInsertJobOperator(
        task_id="made_uris",
        gcp_conn_id="bq",
        configuration={"load": {"sourceUris": list_files(), "destinationTable": TARGET}},
    )
    BigQueryInsertJobOperator(
        task_id="made_table",
        gcp_conn_id="bq",
        configuration={"load": {"sourceUris": ["gs://lake/x.csv"], "destinationTable": choose()}},
    )
    BigQueryInsertJobOperator(task_id="made", configuration=build())
    BigQueryInsertJobOperator(task_id="spread", configuration={"query": {**TARGET, "query": "SELECT 1"}})
    BigQueryInsertJobOperator(task_id="none")
