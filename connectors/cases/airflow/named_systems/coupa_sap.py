from airflow import DAG
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.cncf.kubernetes.secret import Secret

ABOUT = "Copies approved invoices from Coupa into NetSuite every morning."
coupa = Secret(deploy_type="env", deploy_target="COUPA_CLIENT", secret="vault", key="coupa_client")
netsuite = Secret(deploy_type="env", deploy_target="NETSUITE_KEY", secret="vault", key="netsuite_key")

with DAG("coupa_netsuite", doc_md=ABOUT, schedule="30 4 * * *"):
    KubernetesPodOperator(task_id="invoices", arguments=["python", "jobs/coupa_netsuite.py"], secrets=[coupa, netsuite])
