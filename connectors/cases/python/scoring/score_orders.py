import os
import pandas as pd
import requests
from sqlalchemy import create_engine
import boto3, json

SAP = os.environ["SAP_ODATA_URL"]
CRM = "https://crm.example.com/api"
engine = create_engine(f"mssql+pyodbc://user:{os.getenv('PW')}@dwh01.example.com/Mart?driver=ODBC")
s3 = boto3.client("s3")

def load_orders(since):
    rows = requests.get(f"{SAP}/Orders?$filter=changed gt {since}").json()["value"]
    return pd.DataFrame(rows)

def predict(df):
    res = requests.post("https://ml.example.com/score", json=df.to_dict("records"))
    return pd.DataFrame(res.json())

def main():
    hist = pd.read_sql("SELECT id, total FROM dbo.order_history WHERE y > 2020", engine)
    orders = load_orders("2024")
    joined = orders.merge(hist, on="id")
    scored = predict(joined)
    scored.to_sql("order_scores", engine, schema="ml", if_exists="append")
    for r in scored.to_dict("records"):
        requests.patch(f"{CRM}/opportunities/{r['id']}", json={"score": r["score"]})
    s3.put_object(Bucket="ml-archive", Key=f"scores/{1}.json", Body=json.dumps(scored.to_dict()))

if __name__ == "__main__":
    main()
