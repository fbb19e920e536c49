#!/bin/ksh
# lvmedprd01 (EventLink). TAP OUT -> Nexaclear
SAL=/data/med/tap/out
for f in $SAL/CDESPLV*; do
  echo "put $f /inbound/ESPLV/" >> /tmp/tap_$$.bat
done
sftp -b /tmp/tap_$$.bat esplv@tap.nexaclear.example && mv $SAL/CDESPLV* $SAL/enviados/
rm -f /tmp/tap_$$.bat
