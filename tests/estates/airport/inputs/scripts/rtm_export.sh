#!/bin/bash
# runs on the ShopPoint server (Retail Management); the data team fetches the file with Airflow
set -euo pipefail
D=$(date -d yesterday +%Y%m%d)
mysql --defaults-file=/etc/shoppoint/ro.cnf shoppoint -B -e "SELECT receipt_id, shop_id, sold_at, amount, flight_no FROM receipts WHERE DATE(sold_at) = DATE('$D')" | gzip > /srv/sftp/export/receipts_${D}.csv.gz
chown edp:sftp /srv/sftp/export/receipts_${D}.csv.gz
