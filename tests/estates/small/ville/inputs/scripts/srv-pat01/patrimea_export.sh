#!/bin/sh
# srv-pat01 : export des bons de commande validés (GMAO)
D=$(date +%F)
psql -U patrimea -d patrimea -c "\copy (select * from v_bons_valides) to '/var/tmp/bons_$D.csv' csv header delimiter ';'"
rclone copy /var/tmp/bons_$D.csv nas-montclair:echanges/bons_commande/ --log-file /var/log/rclone.log
# rclone copy /var/tmp/stocks_$D.csv nas-montclair:echanges/stocks/
rm -f /var/tmp/bons_$D.csv
