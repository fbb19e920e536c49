USE [LOSDB]
GO
CREATE OR ALTER PROCEDURE dbo.usp_HandoverLoan
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    SELECT a.ApplicationId, a.PartyNo, a.Amount, a.Rate, a.TermMonths, a.SignedOn
    INTO #ready
    FROM dbo.Application AS a
    WHERE a.Status = 'SIGNED' AND a.HandedOver = 0;

    BEGIN TRAN;
      INSERT INTO [HNR-SQL-22].[LSSDB].[dbo].[LoanContract]
             (ContractNo, PartyNo, Principal, InterestRate, TermMonths, ContractDate, Status)
      SELECT CONCAT('L', ApplicationId), PartyNo, Amount, Rate, TermMonths, SignedOn, 'NEW'
      FROM #ready;

      UPDATE a SET a.HandedOver = 1
      FROM dbo.Application AS a JOIN #ready AS r ON r.ApplicationId = a.ApplicationId;
    COMMIT;

    -- Filialzuordnung vom alten Filialserver
    UPDATE a SET a.BranchNo = f.FilialNr
    FROM dbo.Application AS a
    JOIN LS_FIL.FILIALDB.dbo.Kundenfiliale AS f ON f.KundenNr = a.PartyNo
    WHERE a.BranchNo IS NULL;
END
GO
