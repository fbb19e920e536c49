#!/bin/sh
# METAR toutes les 10 minutes : MétéoRégion -> AODB (crontab aodb@vlm-ora01)
set -eu
OUT=/var/aodb/metar/$(date +%Y%m%d%H%M).txt
curl -sf -H "X-Api-Key: ${METEO_KEY}" "https://api.meteoregion.example/v2/metar?station=EBVL" -o "$OUT"
sqlldr userid="metar/${METAR_PW}@//vlm-ora01.valmeuse.example:1521/AODBPRD" control=/opt/aodb/metar.ctl data="$OUT" log=/tmp/metar.log
# ancien : mail -s METAR tour@valmeuse.example < "$OUT"
