#!/bin/bash
# laeuft auf srvval01, cron: 15 19 * * 1-5
set -euo pipefail
TAG=$(date +%Y%m%d)
IN=/var/val/ein
AUS=/var/val/aus

# 1) Kurse vom Anbieter
sftp -b - pbs@sftp.telvor.example <<EOF
get /daily/ch_${TAG}.xml $IN/
EOF
/opt/val/bin/laden --datei $IN/ch_${TAG}.xml

# 2) Abnehmer
/opt/val/bin/export --format kbs > $AUS/valoren_${TAG}.dat
scp -q $AUS/valoren_${TAG}.dat kbsload@srvkbs01.pbs.example:/import/valoren/
# scp -q $AUS/valoren_${TAG}.dat hostix.pbs.example:/HOX/IN/     # bis 2023
find $AUS -mtime +30 -delete
