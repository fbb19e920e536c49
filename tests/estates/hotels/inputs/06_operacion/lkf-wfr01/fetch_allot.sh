#!/bin/sh
# get allotments from group SFTP, load to Wayfarer
DIR=/opt/wayfarer/import/allot
sftp -q -b - wfr@sftp.alboran.example <<EOT
lcd $DIR
cd /larkfield/allot
get *.csv
rm *.csv
EOT
/opt/wayfarer/bin/wfr-load --type allotment --dir $DIR
