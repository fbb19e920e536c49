USE WorksControl;
GO
-- Customers with overdue invoices get no express slot. Nobody outside the works knows this job.
CREATE OR ALTER PROCEDURE dbo.LoadOpenInvoices
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @since date = DATEADD(day, -90, GETDATE());

    SELECT t.CUSTOMER_TRX_ID, t.BILL_TO_CUSTOMER_ID, s.AMOUNT_DUE_REMAINING
    INTO #open
    FROM EBSPROD..AR.RA_CUSTOMER_TRX_ALL AS t
    JOIN EBSPROD..AR.AR_PAYMENT_SCHEDULES_ALL AS s
        ON s.CUSTOMER_TRX_ID = t.CUSTOMER_TRX_ID
    WHERE t.TRX_DATE >= @since;

    MERGE dbo.OpenInvoice AS target
    USING #open AS source
        ON target.InvoiceId = source.CUSTOMER_TRX_ID
    WHEN MATCHED THEN
        UPDATE SET target.AmountDue = source.AMOUNT_DUE_REMAINING
    WHEN NOT MATCHED THEN
        INSERT (InvoiceId, CustomerId, AmountDue)
        VALUES (source.CUSTOMER_TRX_ID, source.BILL_TO_CUSTOMER_ID, source.AMOUNT_DUE_REMAINING);

    DROP TABLE #open;
END;
GO
