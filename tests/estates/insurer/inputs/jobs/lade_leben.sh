#!/bin/bash
# lade_leben.sh - holt den Bestandsabzug Leben von der Dateidrehscheibe und laedt das ADL
# Crontab adl@nhv-pg-adl01: 30 3 * * * /opt/adl/jobs/lade_leben.sh
set -euo pipefail
ARBEIT=/var/adl/eingang
sftp -b - adl_abholer@ft.nordhafen.example <<SFTP
cd /leben/bestand
get bestand_leben.txt ${ARBEIT}/bestand_leben.txt
SFTP
export PGPASSFILE=/opt/adl/.pgpass
psql -h nhv-pg-adl01 -d adl_core -U adl_load -v ON_ERROR_STOP=1 \
     -c "\copy stage.leben_bestand FROM '${ARBEIT}/bestand_leben.txt' WITH (FORMAT csv, DELIMITER '|')"
psql -h nhv-pg-adl01 -d adl_core -U adl_load \
     -c "INSERT INTO core.vertrag_leben SELECT vtrnr, tarif, beginn, verssumme, beitrag, partnernr FROM stage.leben_bestand"
# frueher: sftp vera@ft.nordhafen.example:/leben/vera/altbestand.txt
rm -f "${ARBEIT}/bestand_leben.txt"
