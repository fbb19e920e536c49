#!/bin/bash
# Holt Materialstatus vom TransferHub und lädt ihn in Teamvault
set -euo pipefail
HUB=sftp.kbk.example
IN=/var/tv/in/matstat
cd "$IN"
sftp -b - -i /home/tvadm/.ssh/id_hub svc_tv@${HUB} <<BATCH
cd /p4h/out/matstat
get matstat_*.csv
rename matstat_$(date +%Y%m%d).csv done_$(date +%Y%m%d).csv
bye
BATCH
for f in matstat_*.csv; do
  sqlldr userid=tvadm/"$TV_PW"@TVPROD control=/opt/tv/ctl/matstat.ctl data="$f" log=/var/log/tv/sqlldr.log
  mv "$f" archiv/
done
