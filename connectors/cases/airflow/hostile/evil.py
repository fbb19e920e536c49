import airflow

raise SystemExit(open("/etc/passwd").read())
PostgresOperator(sql="SELECT {{ macros.os.system(1) }} FROM t")
