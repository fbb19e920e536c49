#!/bin/ksh
# lvmedprd01 (EventLink). Recoge TAP IN y RAP de la DCH, cada hora
ENT=/data/med/tap/in
sftp -b - esplv@tap.nexaclear.example <<EOT
lcd $ENT
cd /outbound/ESPLV
mget CD*ESPLV*
mget RC*ESPLV*
rm CD*ESPLV*
EOT
/opt/eventlink/bin/ingest -type TAP3 -dir $ENT
