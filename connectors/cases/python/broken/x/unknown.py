import os
import sys

import psycopg2
import pyodbc
import requests


def load(url, row):
    requests.post(url, json=row)
    requests.get(sys.argv[1])
    conn = psycopg2.connect(**row)
    conn.cursor().execute("SELECT 1 FROM a")


spare = pyodbc.connect("DSN=Lager")
