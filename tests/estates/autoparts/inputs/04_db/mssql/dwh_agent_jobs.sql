/* Skript SQL Server-Agent, SV-AT-DWH01, 16.11.2026 */
USE [msdb]
GO
BEGIN TRANSACTION
DECLARE @jobId BINARY(16)
EXEC msdb.dbo.sp_add_job @job_name=N'DWH_Produktion', @enabled=1, @description=N'Tagesmengen aus BDE Steinach', @owner_login_name=N'KBK\svc_dwh', @job_id = @jobId OUTPUT
EXEC msdb.dbo.sp_add_jobstep @job_id=@jobId, @step_name=N'load', @step_id=1, @subsystem=N'TSQL', @command=N'DECLARE @d date = GETDATE(); EXEC stg.usp_Load_Produktion @d', @database_name=N'KBKDWH'
COMMIT TRANSACTION
GO
BEGIN TRANSACTION
DECLARE @jobId BINARY(16)
EXEC msdb.dbo.sp_add_job @job_name=N'DWH_Pruefwerte_CAQ', @enabled=0, @description=N'deaktiviert 09/2025 fw - läuft jetzt über Nordlicht', @owner_login_name=N'KBK\svc_dwh', @job_id = @jobId OUTPUT
EXEC msdb.dbo.sp_add_jobstep @job_id=@jobId, @step_name=N'load', @step_id=1, @subsystem=N'TSQL', @command=N'EXEC stg.usp_Load_Pruefwerte', @database_name=N'KBKDWH'
COMMIT TRANSACTION
GO
