from db import connect, Sap
import paramiko
import csv
def run():
    conn = connect(); cur = conn.cursor()
    cur.execute("SELECT id, name FROM dbo.Account WHERE changed = 1")
    rows = []
    for row in cur.fetchall():
        rows.append({"id": row[0], "name": row[1]})
    Sap("https://s4.example.com").push(rows)
    with open("/tmp/accounts.csv", "w") as f:
        w = csv.writer(f)
        for r in rows: w.writerow(r)
    t = paramiko.Transport(("sftp.partner.example", 22)); t.connect(username="x", password="y")
    sftp = paramiko.SFTPClient.from_transport(t)
    sftp.put("/tmp/accounts.csv", "/in/accounts.csv")
if __name__ == "__main__": run()
