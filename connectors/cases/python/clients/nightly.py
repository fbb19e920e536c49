"""One job with many clients: Salesforce, SAP RFC, SOAP, SFTP, FTP, BigQuery, Cosmos, Sheets, mail."""
import ftplib
import os
import smtplib

import gspread
import pandas as pd
import pysftp
from azure.cosmos import CosmosClient
from google.cloud import bigquery, storage
from pyrfc import Connection
from simple_salesforce import Salesforce
from zeep import Client

sf = Salesforce(instance_url="https://hafen.my.salesforce.com", session_id=os.environ["SID"])
sap = Connection(ashost="sapprd01.example.com", sysnr="00", client="100")
bq = bigquery.Client(project="hafen-analytics")


def customers():
    accounts = sf.query_all("SELECT Id, Name FROM Account WHERE Active__c = true")["records"]
    for account in accounts:
        sap.call("BAPI_CUSTOMER_CHANGEFROMDATA", PI_COMPANYDATA={"NAME": account["Name"]})


def prices():
    rows = sap.call("RFC_READ_TABLE", QUERY_TABLE="A004")
    sf.bulk.Pricebook2.upsert(rows["DATA"], "ExternalId__c")


def invoices():
    service = Client("https://billing.example.com/invoice?wsdl").service
    found = service.ListInvoices(day="2024-05-01")
    bq.insert_rows_json("finance.invoices", found)


def partners():
    with pysftp.Connection("sftp.haulier.example", username="u", private_key="k") as sftp:
        sftp.get("/out/tours.csv", "/tmp/tours.csv")
    frame = pd.read_csv("/tmp/tours.csv")
    storage.Client().bucket("hafen-raw").blob("tours/latest.csv").upload_from_string(frame.to_csv())


def forecast():
    book = gspread.service_account().open("Sales plan 2025")
    plan = book.worksheet("Plan").get_all_records()
    cosmos = CosmosClient("https://hafenplan.documents.azure.com:443/", credential="k")
    box = cosmos.get_database_client("plan").get_container_client("targets")
    for row in plan:
        box.upsert_item(row)


def archive():
    table = bq.query("SELECT * FROM finance.invoices").to_dataframe()
    table.to_parquet("gs://hafen-archive/invoices.parquet")
    ftp = ftplib.FTP("ftp.auditor.example")
    with open("/tmp/tours.csv", "rb") as file:
        ftp.storbinary("STOR tours.csv", file)


customers(), prices(), invoices(), partners(), forecast(), archive()
smtplib.SMTP("mail.example.com").sendmail("a@example.com", "b@example.com", "done")
