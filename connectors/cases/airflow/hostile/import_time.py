import airflow
import os

os.system("touch /tmp/seamscope-was-here")
__import__("subprocess").run(["false"])
S3ToRedshiftOperator(task_id="run", table=eval("1/0"), redshift_conn_id="dwh", aws_conn_id="lake")
PostgresOperator(task_id="pattern", sql="SELECT '\d' FROM t", postgres_conn_id="crm")
