-- scripted out of SSMS on sbk-sql-07, 2026-03-03 (T. Noor)
USE [master]
GO
EXEC master.dbo.sp_addlinkedserver @server = N'LS_KIS', @srvproduct=N'Oracle', @provider=N'OraOLEDB.Oracle', @datasrc=N'sbk-ora-01.st-barbara.example:1521/ORBISPRD'
EXEC master.dbo.sp_addlinkedsrvlogin @rmtsrvname=N'LS_KIS',@useself=N'False',@locallogin=NULL,@rmtuser=N'DWH_READ',@rmtpassword='########'
GO
EXEC master.dbo.sp_addlinkedserver @server = N'SBK-SQL-05', @srvproduct=N'SQL Server'
GO
EXEC master.dbo.sp_addlinkedserver @server = N'LS_RIS', @srvproduct=N'', @provider=N'SQLNCLI', @datasrc=N'sbk-ris-01', @catalog=N'MEDRIS'
GO
EXEC master.dbo.sp_addlinkedserver @server = N'LS_QM', @srvproduct=N'', @provider=N'SQLNCLI', @datasrc=N'sbk-sql-13', @catalog=N'QMDATA'
GO
