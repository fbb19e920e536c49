USE Dispatch;
GO
CREATE OR ALTER PROCEDURE dbo.usp_PushStatus
AS
BEGIN
    SET NOCOUNT ON;
    BEGIN TRY
        UPDATE m
        SET    m.STATUS     = w.Status,
               m.ACTLABHRS  = w.Hours,
               m.CHANGEDATE = SYSDATETIME()
        FROM   [VMK-SQL-05].MAXPRD.dbo.WORKORDER AS m
        JOIN   Dispatch.dbo.WorkOrder AS w ON w.OrderNo = m.WONUM
        WHERE  w.Status IN ('INPRG', 'COMP') AND w.Pushed = 0;

        UPDATE Dispatch.dbo.WorkOrder SET Pushed = 1 WHERE Status IN ('INPRG', 'COMP');
    END TRY
    BEGIN CATCH
        INSERT INTO dbo.ErrorLog (At, Msg) VALUES (SYSDATETIME(), ERROR_MESSAGE());
    END CATCH
END
GO
