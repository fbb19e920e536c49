#!/bin/bash
# cron op nsn-ora-04, 01:15. Aansluitingen uit het register naar de wisselschijf.
# /data/exchange is de mount van nsn-fs-01:/exchange
set -euo pipefail
OUT=/data/exchange/areg/aansluitingen.csv

sqlplus -s "areg_exp/${AREG_EXP_PW}@//nsn-ora-04.noorderstroom.local:1521/AREGPRD" <<SQL
set heading off feedback off pagesize 0 linesize 500 colsep ';'
spool $OUT
select AANSLUITING_ID, EAN, POSTCODE, HUISNUMMER, CAPACITEIT from AREG.V_AANSLUITING_EXPORT;
spool off
exit
SQL
wc -l "$OUT" | logger -t areg_export
