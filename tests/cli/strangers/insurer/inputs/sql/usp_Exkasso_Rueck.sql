USE [SCHADENNET]
GO
CREATE OR ALTER PROCEDURE dbo.usp_Exkasso_Rueck @Tag char(8)
AS
BEGIN
    DECLARE @sql nvarchar(max);
    SET @sql = N'INSERT INTO dbo.ZahlungRueck (BelegNr, SchadenNr, Betrag, Valuta)
                 SELECT OPBEL, VTREF, BETRW, VALUT FROM OPENQUERY(FSCD_LINK,
                 ''SELECT OPBEL, VTREF, BETRW, VALUT FROM DFKKOP WHERE BUDAT = ''''' + @Tag + ''''''')';
    EXEC sp_executesql @sql;

    UPDATE z SET z.Status = 'AUSGEZAHLT'
      FROM dbo.Zahlung z JOIN dbo.ZahlungRueck r ON r.SchadenNr = z.SchadenNr;
END
GO
