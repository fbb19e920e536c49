#!/bin/bash
# cron op nsn-gis-01, 03:00. Leest het bestand dat het aansluitingenregister klaarzet.
set -euo pipefail
IN=/data/exchange/areg/aansluitingen.csv

psql -h nsn-pg-03.noorderstroom.local -U gis_load -d gisprd <<SQL
TRUNCATE net.aansluiting_in;
\copy net.aansluiting_in (aansluiting_id, ean, postcode, huisnummer, capaciteit) FROM '$IN' WITH (FORMAT csv, DELIMITER ';')
INSERT INTO net.aansluiting (aansluiting_id, ean, capaciteit)
SELECT aansluiting_id, ean, capaciteit FROM net.aansluiting_in
ON CONFLICT (aansluiting_id) DO UPDATE SET ean = EXCLUDED.ean, capaciteit = EXCLUDED.capaciteit;
SQL
