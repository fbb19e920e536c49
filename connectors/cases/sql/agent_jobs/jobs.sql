USE [msdb]
GO
DECLARE @ReturnCode INT, @jobId BINARY(16)
EXEC @ReturnCode = msdb.dbo.sp_add_job @job_name=N'Lager - Nachtlauf', @enabled=1, @job_id = @jobId OUTPUT
EXEC @ReturnCode = msdb.dbo.sp_add_jobstep @job_id=@jobId, @step_name=N'laden', @subsystem=N'TSQL',
  @command=N'INSERT INTO stg.Bestand SELECT nr FROM LNK_WMS.WMSDB.dbo.Bestand WHERE art = ''A''', @database_name=N'LAGERDW'
GO
EXEC msdb.dbo.sp_add_job @job_name=N'Einkauf', @enabled=0
EXEC msdb.dbo.sp_add_jobstep @job_name=N'Einkauf', @step_name=N'laden', @command=N'INSERT INTO stg.Best SELECT nr FROM LNK_EK.EK.dbo.Best', @database_name=N'LAGERDW'
EXEC msdb.dbo.sp_add_job @job_name=N'Versand', @enabled=1
EXEC msdb.dbo.sp_add_jobstep @job_name=N'Versand', @step_name=N'datei', @subsystem=N'CmdExec', @command=N'copy a.csv b.csv'
EXEC msdb.dbo.sp_add_jobstep @job_name=N'Versand', @step_name=N'laden', @command=N'EXEC stg.LadeVersand', @database_name=N'LAGERDW'
EXEC msdb.dbo.sp_update_job @job_name=N'Versand', @enabled=0
