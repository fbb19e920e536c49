@echo off
rem historico de ocupacion hacia Tarifex (RMS) - tarea programada 04:30
bcp "SELECT hotel,fecha,noches,adr FROM GABDWH.mart.OCUPACION" queryout E:\out\ocupacion.csv -S srv-pmi-dwh01 -T -c -t;
psql -h srv-pmi-rms01 -U tarifex_load -d tarifex -c "\copy rms.ocupacion_hist FROM 'E:\out\ocupacion.csv' WITH (FORMAT csv, DELIMITER ';')"
if errorlevel 1 echo ERROR >> E:\log\tarifex.log
