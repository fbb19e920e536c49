from airflow import DAG

PostgresOperator(task_id="löschen", sql="DELETE FROM b", postgres_conn_id="crm")
