/* scripted from hnr-sql-21 */
EXEC master.dbo.sp_addlinkedserver @server=N'HNR-SQL-22', @srvproduct=N'SQL Server';
EXEC master.dbo.sp_addlinkedserver @server=N'LS_FIL', @srvproduct=N'', @provider=N'MSOLEDBSQL', @datasrc=N'hnr-sql-29', @catalog=N'FILIALDB';
GO
