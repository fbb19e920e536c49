from airflow.operators.bash_operator import BashOperator

print "loading"
