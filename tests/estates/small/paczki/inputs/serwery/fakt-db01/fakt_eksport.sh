#!/usr/bin/env bash
# eksport faktur dziennych do systemu FK
# cron: 15 23 * * *  na fakt-db01
set -eu
D=$(date +%Y-%m-%d)
F=/var/spool/fakt/FV_${D}.xml
/opt/fakturownik/bin/eksport --dzien "$D" --format ifs > "$F"
lftp -u fakt,${SFTP_PASS} sftp://sftp-pb.paczkobieg.example <<END
cd /faktury/do_fk
put $F
bye
END
gzip "$F"
