USE WorksControl;
GO
CREATE TABLE dbo.PromiseOverride (
    OrderNo     varchar(10) NOT NULL,
    ItemNo      varchar(6)  NOT NULL,
    PromiseDate date        NOT NULL,
    SetBy       nvarchar(60) NULL
);
GO
CREATE VIEW dbo.OpenSlot AS
SELECT s.SlotId, s.WorkLine, s.SlotDate, s.Capacity - ISNULL(SUM(p.Quantity), 0) AS FreeCapacity
FROM dbo.ProductionSlot AS s
LEFT JOIN dbo.PlannedOrder AS p ON p.SlotId = s.SlotId
GROUP BY s.SlotId, s.WorkLine, s.SlotDate, s.Capacity;
GO
-- Writes promised dates that the ERP never hears of: no job reads this table.
CREATE OR ALTER PROCEDURE dbo.KeepPromise @order varchar(10)
AS
BEGIN
    INSERT INTO dbo.PromiseOverride (OrderNo, ItemNo, PromiseDate, SetBy)
    SELECT o.OrderNo, o.ItemNo, MIN(s.SlotDate), SUSER_SNAME()
    FROM dbo.PlannedOrder AS o
    JOIN dbo.OpenSlot AS s ON s.WorkLine = o.WorkLine AND s.FreeCapacity > 0
    LEFT JOIN dbo.OpenInvoice AS i ON i.CustomerId = o.CustomerId
    WHERE o.OrderNo = @order AND ISNULL(i.AmountDue, 0) = 0
    GROUP BY o.OrderNo, o.ItemNo;
END;
GO
