USE [ORCHIDLIVE]
GO
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
-- =============================================
-- Author:      Income systems
-- Create date: 12/06/2021
-- Description: Weekly rent journal to the general ledger.
--              Runs on FW-SQL03 as agent job "ORCHID - weekly journal".
--              Linked server LEDGSRV = FW-FIN02.
-- =============================================
CREATE OR ALTER PROCEDURE [dbo].[usp_PostRentJournal]
    @PeriodId INT
AS
BEGIN
    SET NOCOUNT ON;

    -- refresh the cost centre codes first
    TRUNCATE TABLE dbo.ref_cost_centre;

    INSERT INTO dbo.ref_cost_centre (cc_code, cc_name, is_open)
    SELECT c.CC_CODE, c.CC_DESCR, c.OPEN_FLAG
    FROM   [LEDGSRV].[FINLIVE].[dbo].[CostCentre] AS c
    WHERE  c.COMPANY = '01';

    BEGIN DISTRIBUTED TRANSACTION;

    INSERT INTO [LEDGSRV].[FINLIVE].[dbo].[JournalImport]
           (BatchRef, PostDate, AccountCode, CostCentre, Amount, Narrative)
    SELECT 'RENT' + CONVERT(varchar(8), GETDATE(), 112),
           t.posted_on,
           m.gl_account,
           p.cc_code,
           SUM(t.amount),
           'Rent debit wk ' + CAST(@PeriodId AS varchar(6))
    FROM   dbo.rent_transaction t
    JOIN   dbo.tenancy tn       ON tn.tenancy_id = t.tenancy_id
    JOIN   dbo.property p       ON p.property_id = tn.property_id
    JOIN   dbo.gl_map m         ON m.trans_type  = t.trans_type
    WHERE  t.period_id = @PeriodId
    GROUP BY t.posted_on, m.gl_account, p.cc_code;

    COMMIT TRANSACTION;
END
GO
