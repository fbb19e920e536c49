USE Dispatch;
GO
-- Agent job every 10 minutes. Brings approved orders onto the board.
CREATE OR ALTER PROCEDURE dbo.usp_SyncWorkOrders
AS
BEGIN
    SET NOCOUNT ON;

    SELECT wo.WONUM, wo.DESCRIPTION, wo.LOCATION, wo.STATUS, wo.TARGSTARTDATE, wo.CHANGEDATE
    INTO #wo
    FROM [VMK-SQL-05].MAXPRD.dbo.WORKORDER AS wo
    WHERE wo.STATUS IN ('APPR', 'WSCH')
      AND wo.CHANGEDATE > DATEADD(MINUTE, -30, SYSDATETIME());

    MERGE Dispatch.dbo.WorkOrder AS t
    USING #wo AS s ON t.OrderNo = s.WONUM
    WHEN MATCHED THEN UPDATE SET t.Title = s.DESCRIPTION, t.Place = s.LOCATION, t.PlannedStart = s.TARGSTARTDATE
    WHEN NOT MATCHED THEN INSERT (OrderNo, Title, Place, Status, PlannedStart)
         VALUES (s.WONUM, s.DESCRIPTION, s.LOCATION, s.STATUS, s.TARGSTARTDATE);

    -- bank holidays for the shift plan, Herkunft unklar
    INSERT INTO Dispatch.dbo.Holiday (Day, Name)
    SELECT f.Tag, f.Bezeichnung
    FROM [LS_OLDREP].Kurator.dbo.Feiertag AS f
    WHERE NOT EXISTS (SELECT 1 FROM Dispatch.dbo.Holiday h WHERE h.Day = f.Tag);
END
GO
