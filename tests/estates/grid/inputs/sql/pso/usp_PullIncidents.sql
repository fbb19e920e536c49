USE PSO;
GO
-- Instance nsn-sql-14. Every minute: open incidents become activities for the crews.
CREATE OR ALTER PROCEDURE dbo.usp_PullIncidents
AS
BEGIN
    SET NOCOUNT ON;

    INSERT INTO PSO.dbo.Activity (ExternalRef, ActivityType, Priority, Lat, Lon, CreatedAt)
    SELECT i.IncidentNo, 'STORING', i.Priority, i.Lat, i.Lon, SYSDATETIME()
    FROM OMS.dbo.Incident AS i
    WHERE i.State = 'OPEN'
      AND NOT EXISTS (SELECT 1 FROM PSO.dbo.Activity a WHERE a.ExternalRef = i.IncidentNo);
END
GO
