/****** Skript für verknüpfte Server auf SV-AT-TOOL01 ******/
USE [master]
GO
EXEC master.dbo.sp_addlinkedserver @server = N'HYD_ORA', @srvproduct=N'Oracle', @provider=N'OraOLEDB.Oracle', @datasrc=N'HYDPRD'
EXEC master.dbo.sp_addlinkedsrvlogin @rmtsrvname=N'HYD_ORA',@useself=N'False',@locallogin=NULL,@rmtuser=N'TT_READ',@rmtpassword='########'
GO
EXEC master.dbo.sp_serveroption @server=N'HYD_ORA', @optname=N'rpc out', @optvalue=N'true'
GO
