USE msdb
GO
EXEC msdb.dbo.sp_add_job @job_name = N'DWH Nacht 1', @enabled = 1, @description = N'Schaden und Vertrag laden';
EXEC msdb.dbo.sp_add_jobstep @job_name = N'DWH Nacht 1', @step_name = N'Schaden', @subsystem = N'TSQL',
     @command = N'EXEC etl.usp_Lade_Schaden @Stichtag = NULL', @database_name = N'DWH_STAGE';
EXEC msdb.dbo.sp_add_jobstep @job_name = N'DWH Nacht 1', @step_name = N'Vertrag', @subsystem = N'TSQL',
     @command = N'EXEC etl.usp_Lade_Vertrag', @database_name = N'DWH_STAGE';
EXEC msdb.dbo.sp_add_jobschedule @job_name = N'DWH Nacht 1', @name = N'nachts', @freq_type = 4, @freq_interval = 1, @active_start_time = 013000;
GO
