-- hnr-sql-24
EXEC sp_addlinkedserver @server=N'LS_LOAN', @srvproduct=N'', @provider=N'MSOLEDBSQL', @datasrc=N'hnr-sql-22.hnr-bank.example', @catalog=N'LSSDB';
GO
