#!/bin/bash
# plm01: takes the state of materials
HUB=sftp.example.com
sftp -b - svc@${HUB} <<BATCH
cd /erp/out/matstat
get matstat_*.csv
bye
BATCH
for f in /in/matstat_*.csv; do
  sqlldr userid=app@PLM control=/opt/ctl/matstat.ctl data="$f"
done
