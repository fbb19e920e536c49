#!/bin/bash
# draait op de Leerplein-webserver, cron: */30 6-23 * * *
# haalt de roosters (ics) per opleiding op
set -u
BASIS="https://uws-rw-app01.waddenstein.example/api/ics"
# BASIS="http://uws-blok01/export/ics"      # Blokboek, tot juli 2023
for opl in $(cat /etc/leerplein/opleidingen.txt); do
    curl -sf -o "/data/roosters/${opl}.ics.tmp" "${BASIS}/${opl}" && mv "/data/roosters/${opl}.ics.tmp" "/data/roosters/${opl}.ics"
done
php /var/www/leerplein/admin/cli/import_calendar.php --dir=/data/roosters
