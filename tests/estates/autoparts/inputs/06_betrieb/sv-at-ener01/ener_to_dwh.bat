@echo off
REM läuft auf der alten Energie-Arbeitsstation, Taskplaner tgl. 02:10 (ENERVIEW -> DWH)
set PGPASSFILE=C:\ener\pgpass.conf
"C:\Program Files\PostgreSQL\15\bin\psql.exe" -h sv-at-ener01 -d enerview -A -t -F ";" -c "select tag,tag_datum,kwh from v_tagesverbrauch" -o C:\ener\verbrauch.csv
bcp KBKDWH.stg.Energie in C:\ener\verbrauch.csv -S sv-at-dwh01 -T -c -t;
IF %ERRORLEVEL% NEQ 0 echo Fehler %DATE% >> C:\ener\fehler.log
REM Testlauf: bcp KBKDWH_T.stg.Energie in C:\ener\verbrauch.csv -S sv-at-dwh01t -T -c -t;
