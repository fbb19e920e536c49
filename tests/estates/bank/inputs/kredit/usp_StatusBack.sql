-- runs on hnr-sql-22
USE [LSSDB]
GO
CREATE PROCEDURE dbo.usp_StatusBack
AS
BEGIN
    UPDATE dbo.LoanContract SET Status = 'ACTIVE' WHERE Status = 'NEW' AND FirstPayout IS NOT NULL;

    UPDATE t
    SET    t.ContractStatus = s.Status,
           t.ContractNo     = s.ContractNo
    FROM   [HNR-SQL-21].[LOSDB].[dbo].[LoanContract] AS t
    JOIN   dbo.LoanContract AS s ON s.ContractNo = t.ContractNo
    WHERE  s.ChangedAt > DATEADD(HOUR, -1, SYSUTCDATETIME());
END
GO
