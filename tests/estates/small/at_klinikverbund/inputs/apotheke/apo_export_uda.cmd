@echo off
rem ------------------------------------------------------------------
rem  apo_export_uda.cmd   Server: srv-apo01   Aufgabenplanung alle 15 min
rem  schiebt fertige Verordnungsdateien auf das Austauschlaufwerk
rem ------------------------------------------------------------------
setlocal
set SRC=D:\PHLOG\export\verordnung
set DST=\\fs-klv01\austausch\apotheke\vo_out
set LOG=D:\PHLOG\log\apo_export_%date:~-4%%date:~3,2%%date:~0,2%.log

if not exist "%DST%" (
  echo %time% Ziel nicht erreichbar >> "%LOG%"
  exit /b 8
)
D:\PHLOG\bin\phlexp.exe /type:VO /format:XML /out:"%SRC%" >> "%LOG%"
if errorlevel 1 goto fehler

robocopy "%SRC%" "%DST%" VO_*.xml /MOV /R:3 /W:5 /NP /LOG+:"%LOG%"
if %errorlevel% GEQ 8 goto fehler
exit /b 0

:fehler
blat -to apo-it@klv.example -subject "Export Verordnungen fehlgeschlagen" -body "siehe %LOG%" -server mail.klv.example
exit /b 1
