@ECHO OFF
REM esegue su MES-PRD-W1 ogni giorno alle 00:20
SET ORA=%DATE:~6,4%%DATE:~3,2%%DATE:~0,2%
SET FILE=D:\mes\export\TIMB_%ORA%.TXT

"C:\Program Files\MySQL\MySQL Server 8.0\bin\mysql.exe" --host=mes-prd --user=export -D mes_officina -N -B -e "SELECT badge, verso, ts FROM timbratura WHERE DATE(ts)=CURDATE()-INTERVAL 1 DAY" > %FILE%
IF NOT EXIST %FILE% EXIT /B 1

NET USE X: \\nas-tv\scambio /PERSISTENT:NO
COPY /Y %FILE% X:\presenze\
NET USE X: /DELETE
FORFILES /P D:\mes\export /M TIMB_*.TXT /D -60 /C "cmd /c del @path"
