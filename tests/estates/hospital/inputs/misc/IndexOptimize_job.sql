EXECUTE dbo.IndexOptimize @Databases = 'USER_DATABASES', @FragmentationLow = NULL,
  @FragmentationMedium = 'INDEX_REORGANIZE,INDEX_REBUILD_ONLINE', @FragmentationLevel1 = 5, @LogToTable = 'Y';
DELETE FROM msdb.dbo.CommandLog WHERE StartTime < DATEADD(dd, -30, GETDATE());
