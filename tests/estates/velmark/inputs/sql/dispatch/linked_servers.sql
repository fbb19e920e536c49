-- Instance vmk-sql-07 (databases Dispatch and MDMHub). Scripted out 2025-03-12.
USE master;
GO
EXEC sp_addlinkedserver @server = N'VMK-SQL-05', @srvproduct = N'SQL Server';
EXEC sp_serveroption @server = N'VMK-SQL-05', @optname = N'data access', @optvalue = N'true';
GO
-- HANA of the ERP
EXEC sp_addlinkedserver @server = N'SAP_P41', @srvproduct = N'HANA', @provider = N'MSDASQL',
     @provstr = N'DRIVER={HDBODBC};SERVERNODE=vmk-sap-p41.velmark.local:30015';
GO
EXEC sp_addlinkedserver @server = N'LS_OLDREP', @srvproduct = N'', @provider = N'SQLNCLI11', @datasrc = N'vmk-sql-11';
GO
