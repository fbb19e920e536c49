#!/bin/bash
# lotguard01:/opt/lgd/bin/lot_sync.sh
# crontab lgd:  */20 * * * *  /opt/lgd/bin/lot_sync.sh >> /var/log/lgd/sync.log 2>&1
set -euo pipefail
WM="https://wms-app1.cumberline.example:30000/api"
SINCE=$(cat /var/lib/lgd/last_run 2>/dev/null || date -d '1 hour ago' +%FT%T)
NOW=$(date +%FT%T)

# receipts with lot numbers
curl -sf -H "Authorization: Bearer $(cat /etc/lgd/wm.token)" \
     "$WM/receiving/lots?from=$SINCE" -o /tmp/lots.json
/opt/lgd/bin/lgd-import --type receipt /tmp/lots.json

# open recalls
/opt/lgd/bin/lgd-export --open-holds > /tmp/holds.json
if [ -s /tmp/holds.json ]; then
  curl -sf -X POST -H "Content-Type: application/json" -H "Authorization: Bearer $(cat /etc/lgd/wm.token)" \
       --data @/tmp/holds.json "$WM/inventory/locks"
fi
echo "$NOW" > /var/lib/lgd/last_run
