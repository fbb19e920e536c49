USE AMLDB
GO
CREATE OR ALTER PROC imp.usp_ImportLoans @day date
AS
BEGIN
  DELETE imp.Loan WHERE ImportDay = @day;
  INSERT imp.Loan (ImportDay, ContractNo, PartyNo, Principal, Outstanding)
  SELECT @day, q.ContractNo, q.PartyNo, q.Principal, q.Outstanding
  FROM OPENQUERY(LS_LOAN, 'SELECT ContractNo, PartyNo, Principal, Outstanding FROM LSSDB.dbo.LoanContract WHERE Status = ''ACTIVE''') AS q;
END
GO
