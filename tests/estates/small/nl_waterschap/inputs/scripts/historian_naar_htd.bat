@echo off
rem  elk uur, taakplanner srv-job02
setlocal
set BRON=srv-aqv01
set DOEL=sql-htd01
set MAP=D:\wissel\hist

bcp "SELECT TagName, DateTime, Value, Quality FROM AQV_HIST.dbo.v_uurwaarden WHERE DateTime >= DATEADD(hh,-2,GETDATE())" queryout %MAP%\uur.dat -S %BRON% -T -c -t";" -e %MAP%\uur_out.err
if errorlevel 1 goto fout

bcp HTDPRD.imp.uurwaarde in %MAP%\uur.dat -S %DOEL% -T -c -t";" -b 5000 -e %MAP%\uur_in.err
if errorlevel 1 goto fout

rem  gecorrigeerde reeksen terug - uit sinds migratie 2024, niet weer aanzetten
rem  bcp "SELECT * FROM HTDPRD.reeks.v_correctie" queryout %MAP%\corr.dat -S %DOEL% -T -c
rem  bcp AQV_HIST.dbo.imp_correctie in %MAP%\corr.dat -S %BRON% -T -c
exit /b 0

:fout
eventcreate /T ERROR /ID 100 /L APPLICATION /SO HISTHTD /D "bcp mislukt"
exit /b 1
