@echo off
rem runs on SBK-PATH-01 every 10 minutes (task scheduler)
rem Befunde aus NEXUS Pathologie auf das Transferlaufwerk
setlocal
set SRC=D:\NEXUS\export\befunde
set DST=\\sbk-fs-03\transfer\patho\out
"C:\Program Files\NEXUS\bin\pathexp.exe" /db:PATHO /server:SBK-PATH-01 /format:pdf+mdm /target:%SRC%
robocopy %SRC% %DST% *.pdf *.hl7 /MOV /R:2 /W:5 /LOG+:D:\log\patho_out.log
endlocal
