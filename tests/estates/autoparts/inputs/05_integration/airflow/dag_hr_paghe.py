"""HR -> paghe (studio esterno). Owner: Auer S."""
from datetime import datetime
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.sftp.operators.sftp import SFTPOperator

OUT = "/data/hr/anagrafica_{{ ds_nodash }}.csv"


def estrai(out):
    # connection sfsf_odata = https://api.sfsf-kbk.example/odata/v2 (company kbkAGP1)
    r = HttpHook("GET", http_conn_id="sfsf_odata").run("EmpEmployment?$filter=legalEntity eq 'IT01'&$format=json")
    rows = r.json()["d"]["results"]
    with open(out, "w", encoding="utf-8") as f:
        for x in rows:
            f.write(";".join([x["userId"], x["startDate"], x["costCenter"]]) + "\n")


with DAG("hr_paghe_mensile", start_date=datetime(2025, 1, 1), schedule="0 6 25 * *", catchup=False, tags=["hr", "it"]) as dag:
    t1 = PythonOperator(task_id="estrai", python_callable=estrai, op_args=[OUT])
    t2 = SFTPOperator(task_id="invia", ssh_conn_id="pagheweb_sftp", local_filepath=OUT,
                      remote_filepath="/in/kbk/anagrafica.csv", operation="put")  # sftp.pagheweb.example
    t1 >> t2
