from airflow import DAG

PostgresOperator(task_id="a", sql="DELETE FROM a", postgres_conn_id="crm")
with DAG("x"):
    PostgresOperator(task_id="b", sql="DELETE FR
