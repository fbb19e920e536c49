"""Answer questions from the pages of a wiki: an AI POC with a vector store and a web service."""
import os

import oracledb
import requests
from atlassian import Confluence
from fastapi import Depends, FastAPI, Request
from httpx import AsyncClient
from openai import OpenAI
from qdrant_client import QdrantClient
from sqlalchemy import create_engine
from urllib.parse import quote_plus

app = FastAPI()
wiki = Confluence(url="https://wiki.example.com", token=os.getenv("WIKI_TOKEN"))
store = QdrantClient(host="vectors.example.com", port=6333)
llm = OpenAI()
SHIP = oracledb.makedsn("ora-ship.example.com", 1521, service_name="SHIP")
ERP = "DRIVER={ODBC Driver 17};SERVER=erp-sql01.example.com;DATABASE=ERP;UID=etl"


def embed(texts):
    return [one.embedding for one in llm.embeddings.create(model="emb-1", input=texts).data]


def index():
    store.create_collection("wiki")
    for page in wiki.get_all_pages_from_space("IT"):
        parts = page["body"].split("\n\n")
        points = [{"vector": v, "payload": p} for v, p in zip(embed(parts), parts)]
        store.upsert("wiki", points=points)


def fetch_orders():
    engine = create_engine("mssql+pyodbc:///?odbc_connect=" + quote_plus(ERP))
    with engine.connect() as link, oracledb.connect(user="u", dsn=SHIP) as ship:
        rows = link.exec_driver_sql("SELECT id, city FROM dbo.Orders").fetchall()
        ship.cursor().executemany("INSERT INTO shipment (id, city) VALUES (:1, :2)", rows)


@app.on_event("startup")
async def start():
    app.state.crm = AsyncClient(base_url=os.environ["CRM_API_URL"])


def crm(request: Request):
    return request.app.state.crm


@app.get("/customers/{number}")
async def customer(number: str, client: AsyncClient = Depends(crm)):
    return (await client.get(f"/contacts/{number}")).json()


def notify():
    requests.post("https://hooks.example.com/done", json={"text": "done"})
