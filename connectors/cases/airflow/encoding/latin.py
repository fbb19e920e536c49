from airflow import DAG

PostgresOperator(task_id="löschen", sql="DELETE FROM straße", postgres_conn_id="crm")
