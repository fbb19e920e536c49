-- DBA Notizen
SELECT session_id, wait_type, blocking_session_id FROM sys.dm_exec_requests WHERE session_id > 50;
ALTER INDEX ALL ON dbo.Kunde REBUILD;
