#!/bin/sh
# Zählerstände vom Historian, Tags EN.* -> lokale PostgreSQL enerview
FROM=$(date -u -d '-15 min' +%Y-%m-%dT%H:%M:%SZ)
curl -sf -u ener:"$PHS_PW" "https://sv-at-hist01.kbk.example/ph/api/v1/values?tag=EN.*&from=${FROM}" \
  | jq -r '.values[] | [.tag,.ts,.value] | @csv' > /home/ener/tmp/z.csv \
  && psql -d enerview -c "\copy zaehler(tag,ts,wert) FROM '/home/ener/tmp/z.csv' CSV"
