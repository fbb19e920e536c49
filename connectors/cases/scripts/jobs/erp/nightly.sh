#!/bin/bash
# curl https://old.example/api is history
DB_HOST=shopdb.example
OUT=/data/out
set -euo pipefail

bcp "SELECT Id, Total FROM Sales.dbo.Orders" queryout $OUT/orders.csv -S SALESSQL01 -T -c
scp -i ~/.ssh/id $OUT/orders.csv loader@gate.partner.example:/in/
if [ -s "$OUT/orders.csv" ]; then
  curl -s -X POST -H 'Content-Type: application/json' -d @note.json https://hooks.corp.example/v1/done
fi
mysqldump -h "$DB_HOST" shop customers | mysql -h dw01.example stage
aws s3 cp $OUT/ s3://corp-exports/orders/ --recursive
psql -h pg01.example -d mart <<EOF
INSERT INTO mart.orders (id) SELECT id FROM stage.orders;
EOF
curl -o $OUT/rates.csv "https://$RATES_HOST/daily.csv"
