-- SQL Agent job op sql-ult01 : UWV_OBJECTEN   (naam is historisch)
USE [msdb]
GO
EXEC dbo.sp_add_job @job_name=N'UWV_OBJECTEN', @enabled=1, @description=N'uitwisseling beheerregister', @owner_login_name=N'VD\svc_sqlagent'
GO
EXEC sp_add_jobstep @job_name=N'UWV_OBJECTEN', @step_id=1, @step_name=N'objecten ophalen', @subsystem=N'TSQL', @database_name=N'ULTPRD',
 @command=N'MERGE ULTPRD.dba.Equipment AS t
USING (SELECT objectid, code, omschrijving, x, y FROM [SQLGEO01].[GKRPRD].[gkr].[OBJECT] WHERE status = ''V'') AS s
ON t.EqmExternId = s.objectid
WHEN MATCHED THEN UPDATE SET EqmDescr = s.omschrijving, EqmX = s.x, EqmY = s.y
WHEN NOT MATCHED THEN INSERT (EqmExternId, EqmId, EqmDescr, EqmX, EqmY) VALUES (s.objectid, s.code, s.omschrijving, s.x, s.y);'
GO
EXEC sp_add_jobstep @job_name=N'UWV_OBJECTEN', @step_id=2, @step_name=N'toestand wegschrijven', @subsystem=N'TSQL', @database_name=N'ULTPRD',
 @command=N'DELETE FROM [SQLGEO01].[GKRPRD].[imp].[TOESTAND];
INSERT INTO [SQLGEO01].[GKRPRD].[imp].[TOESTAND] (objectid, conditie, laatste_onderhoud)
SELECT EqmExternId, EqmCondition, EqmLastMaint FROM ULTPRD.dba.Equipment WHERE EqmExternId IS NOT NULL;'
GO
EXEC sp_add_jobschedule @job_name=N'UWV_OBJECTEN', @name=N'nacht', @freq_type=4, @freq_interval=1, @active_start_time=33000
GO
EXEC dbo.sp_add_jobserver @job_name=N'UWV_OBJECTEN', @server_name=N'(LOCAL)'
GO
