@echo off
rem ventas diarias TPV para finanzas
set FECHA=%date:~6,4%%date:~3,2%%date:~0,2%
bcp "SELECT RVCID,BUSINESSDATE,SUM(SUBTOTAL) FROM SIMPRD.dbo.CHECKS WHERE BUSINESSDATE=CAST(GETDATE()-1 AS date) GROUP BY RVCID,BUSINESSDATE" queryout D:\export\ventas_%FECHA%.csv -S srv-pmi-tpv01 -T -c -t;
copy /Y D:\export\ventas_%FECHA%.csv \\srv-pmi-fs01\intercambio$\tpv\
