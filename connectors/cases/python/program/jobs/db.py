import os, pyodbc
from config import CRM_SERVER
def connect():
    return pyodbc.connect(f"DRIVER={{ODBC Driver 17 for SQL Server}};SERVER={CRM_SERVER};DATABASE=CRM;UID=x;PWD=" + os.environ["PW"])
class Sap:
    def __init__(self, base=None):
        self.base = base or os.getenv("SAP_BASE_URL")
        import requests
        self.s = requests.Session()
    def push(self, rows):
        for r in rows:
            self.s.post(self.base + "/sap/opu/odata/sap/API_BP/Partners", json=r)
