@echo off
bcp "SELECT a FROM POS.dbo.CHECKS" queryout D:\export\umsatz.csv -S srv-kasse01 -T -c
copy /Y D:\export\umsatz.csv \\fs03\tausch$\pos\
psql -h rates01 -d rates -c "\copy rms.hist FROM 'D:\export\umsatz.csv' WITH (FORMAT csv)"
