-- script generado con SSMS desde srv-pmi-dwh01, 24/11/2026
USE [msdb]
GO
EXEC msdb.dbo.sp_add_job @job_name=N'DWH - Carga TPV', @enabled=1, @description=N'Carga diaria de tickets', @owner_login_name=N'ALBORAN\svc_dwh'
EXEC msdb.dbo.sp_add_jobstep @job_name=N'DWH - Carga TPV', @step_name=N'carga', @subsystem=N'TSQL', @command=N'EXEC stg.usp_CargaTPV', @database_name=N'GABDWH'
GO
EXEC msdb.dbo.sp_add_job @job_name=N'DWH - Carga Comprax', @enabled=0, @description=N'Pedidos de compras. Desactivado: se toman de SAP', @owner_login_name=N'ALBORAN\svc_dwh'
EXEC msdb.dbo.sp_add_jobstep @job_name=N'DWH - Carga Comprax', @step_name=N'carga', @subsystem=N'TSQL', @command=N'INSERT INTO stg.CPX_PEDIDO SELECT * FROM LNK_CPX.COMPRAX.dbo.PEDIDO', @database_name=N'GABDWH'
GO
