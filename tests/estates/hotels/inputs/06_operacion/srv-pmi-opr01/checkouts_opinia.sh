#!/bin/bash
# check-outs de ayer para encuestas (Opinia)
F=/tmp/checkouts_$(date -d yesterday +%F).csv
sqlplus -s exp/$EXP_PWD@OPERAPRD @/opt/scripts/checkouts.sql > $F
sftp -i /home/opera/.ssh/opinia alboran@sftp.opinia.example <<< "put $F /in/"
