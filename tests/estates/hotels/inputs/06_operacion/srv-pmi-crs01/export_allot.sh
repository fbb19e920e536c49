#!/bin/bash
# cupos para Larkfield, cada hora. Autor: N. Bordoy
set -euo pipefail
OUT=/var/tmp/allot_$(date +%Y%m%d%H).csv
psql -h localhost -d almcrs -U crs_exp -At -F';' -c "select hotel,tipo,fecha,cupo from crs.allotment where touroperador='LKF'" > "$OUT"
sftp -b - -i /home/crs/.ssh/id_ed25519 crs@sftp.alboran.example <<FIN
cd /larkfield/allot
put $OUT
FIN
rm -f "$OUT"
