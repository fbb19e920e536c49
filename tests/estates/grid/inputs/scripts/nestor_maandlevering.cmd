@echo off
rem Taakplanner op nsn-sql-18, eerste werkdag van de maand.
rem Afgesloten storingen uit OMS naar de storingsregistratie (Nestor).
set SHARE=\\nsn-fs-01\exchange\nestor

bcp "SELECT OutageNo, StartAt, EndAt, Customers, Cause FROM OMS.dbo.Outage WHERE State = 'CLOSED'" queryout %SHARE%\storingen.csv -S nsn-sql-14 -T -c -t;
if errorlevel 1 goto fout

bcp NESTOR.dbo.StoringIn in %SHARE%\storingen.csv -S nsn-sql-18 -T -c -t;
if errorlevel 1 goto fout
sqlcmd -S nsn-sql-18 -d NESTOR -Q "EXEC dbo.usp_VerwerkStoringIn"

rem vervallen 2022, DWH staat uit:
rem sqlplus -s rapport@//nsn-ora-08:1521/DWHPRD @storing_export.sql
rem bcp NESTOR.dbo.StoringOud in %SHARE%\dwh_storing.csv -S nsn-sql-18 -T -c
exit /b 0
:fout
echo levering mislukt >> %SHARE%\nestor.log
exit /b 1
