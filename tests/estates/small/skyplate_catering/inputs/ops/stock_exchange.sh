#!/usr/bin/env bash
# kitchen <-> inventory, both ways, then receipts to finance
set -euo pipefail

KITCHEN="host=ko-db01 dbname=ko_prod user=batch"
INV="host=stk-db01 dbname=stockroom user=batch"
TMP=$(mktemp -d)
trap 'rm -rf "$TMP"' EXIT

# 1. what the kitchens used
psql "$KITCHEN" -c "\copy (select item, kitchen, qty, used_at from prod.consumption where exported is null) to '$TMP/use.csv' csv"
psql "$INV"     -c "\copy stock.consumption_in from '$TMP/use.csv' csv"
psql "$KITCHEN" -c "update prod.consumption set exported = now() where exported is null"

# 2. what is left
psql "$INV"     -c "\copy (select item, location, on_hand from stock.level) to '$TMP/level.csv' csv"
psql "$KITCHEN" -c "truncate ref.stock_level" -c "\copy ref.stock_level from '$TMP/level.csv' csv"

# 3. goods receipts, once per hour only
if [ "$(date +%M)" -lt 30 ]; then
  psql "$INV" -c "\copy (select po_no, item, qty, received_at from stock.receipt where sent is null) to '$TMP/GR.csv' csv header"
  sftp -b - skyplate@sftp.finley.example <<EOF
put $TMP/GR.csv /inbound/receipts/GR_$(date +%Y%m%d%H).csv
EOF
  psql "$INV" -c "update stock.receipt set sent = now() where sent is null"
fi
