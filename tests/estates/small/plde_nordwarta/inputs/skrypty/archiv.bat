@echo off
REM Aufgabe "Archiv" auf srv-bln-job, taeglich 20:00 / codziennie 20:00
set ZIEL=\\dms-bln01\hotfolder
net use Z: \\tms-files\cmr$ /user:NW\svc_archiv %ARCHIV_PW% >nul

REM --- CMR Scans aus der Disposition (tms-files gehoert zu TourPlan)
robocopy Z:\scans %ZIEL%\CMR *.pdf *.tif /MOV /R:2 /W:5 /LOG+:C:\log\archiv.log

REM --- Zollbescheide
curl.exe -s -H "X-Api-Key: %ZPT_KEY%" "https://zollport.nordwarta.example/api/v1/bescheide.zip?tag=heute" -o C:\temp\bescheide.zip
if exist C:\temp\bescheide.zip (
  tar -xf C:\temp\bescheide.zip -C %ZIEL%\ZOLL
  del C:\temp\bescheide.zip
)
net use Z: /delete /y >nul
exit /b 0
