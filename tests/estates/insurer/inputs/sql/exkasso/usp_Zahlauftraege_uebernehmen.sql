/* Zentrales Exkasso - NHVSQL07
   Übernahme der Zahlaufträge aus Schaden, stündlich über SQL Agent Job "EXK_Schaden"
   Verbindungsserver CC_LINK = ClaimCenter Produktion (CCPROD auf nhv-oracc01) */
USE [ExkassoDB];
GO
IF NOT EXISTS (SELECT 1 FROM sys.servers WHERE name = N'CC_LINK')
BEGIN
    EXEC master.dbo.sp_addlinkedserver @server = N'CC_LINK', @srvproduct = N'Oracle',
         @provider = N'OraOLEDB.Oracle', @datasrc = N'nhv-oracc01:1521/CCPROD';
    EXEC master.dbo.sp_addlinkedsrvlogin @rmtsrvname = N'CC_LINK', @useself = N'False',
         @locallogin = NULL, @rmtuser = N'EXK_LESER', @rmtpassword = N'W1nterdeich!7';
END
GO
CREATE OR ALTER PROCEDURE dbo.usp_Zahlauftraege_uebernehmen
AS
BEGIN
    SET NOCOUNT ON;
    CREATE TABLE #neu (ClaimNumber nvarchar(40), PayeeIban nvarchar(34), Amount decimal(15,2), PaymentId bigint);

    INSERT INTO #neu (ClaimNumber, PayeeIban, Amount, PaymentId)
    SELECT CLAIMNUMBER, PAYEE_IBAN, AMOUNT, PAYMENT_ID
      FROM OPENQUERY(CC_LINK, 'SELECT CLAIMNUMBER, PAYEE_IBAN, AMOUNT, PAYMENT_ID FROM CCUSER.CC_PAYMENT WHERE STATUS = ''SUBMITTED''');

    INSERT INTO dbo.Zahlauftrag (SchadenNr, EmpfaengerIban, Betrag, QuellId, Status, Angelegt)
    SELECT n.ClaimNumber, n.PayeeIban, n.Amount, n.PaymentId, N'NEU', SYSDATETIME()
      FROM #neu AS n
     WHERE NOT EXISTS (SELECT 1 FROM dbo.Zahlauftrag z WHERE z.QuellId = n.PaymentId);
END
GO
CREATE OR ALTER PROCEDURE dbo.usp_Zahlstatus_melden
AS
BEGIN
    UPDATE p
       SET p.STATUS = z.Status, p.PAID_ON = z.Ausgefuehrt
      FROM CC_LINK..CCUSER.CC_PAYMENT AS p
      JOIN dbo.Zahlauftrag AS z ON z.QuellId = p.PAYMENT_ID
     WHERE z.Status IN (N'BEZAHLT', N'RUECKLAEUFER') AND z.Gemeldet IS NULL;
END
GO
