USE PSO;
GO
-- Instance nsn-sql-14. Linked server NSN-SQL-12 = instance of the same name.
CREATE OR ALTER PROCEDURE dbo.usp_PushOrderStatus
AS
BEGIN
    SET NOCOUNT ON;
    BEGIN TRY
        UPDATE e
        SET    e.EVT_STATUS    = w.Status,
               e.EVT_COMPLETED = w.FinishedAt
        FROM   [NSN-SQL-12].EAMPRD.dbo.R5EVENTS AS e
        JOIN   PSO.dbo.WorkOrder AS w ON w.OrderNo = e.EVT_CODE
        WHERE  w.Status IN ('STARTED', 'DONE') AND w.Pushed = 0;

        UPDATE PSO.dbo.WorkOrder SET Pushed = 1 WHERE Status IN ('STARTED', 'DONE');
    END TRY
    BEGIN CATCH
        INSERT INTO dbo.ErrorLog (At, Msg) VALUES (SYSDATETIME(), ERROR_MESSAGE());
    END CATCH
END
GO
/* Tot 2023 gingen de uren van monteurs rechtstreeks naar het financieel systeem. Nu via Excel.
INSERT INTO [NSN-SAP-N4P].N4P.SAPN4P.CATSDB (PERNR, WORKDATE, CATSHOURS)
SELECT h.EmployeeNo, h.WorkDate, h.Hours FROM PSO.dbo.CrewHours h WHERE h.Sent = 0;
*/
UPDATE PSO.dbo.CrewHours SET Sent = 1 WHERE WorkDate < DATEADD(DAY, -60, SYSDATETIME());
GO
