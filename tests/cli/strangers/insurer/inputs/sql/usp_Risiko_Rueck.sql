USE [DWH_CORE]
GO
-- schreibt die Schadenquote zurück in die Bestandsführung (Wunsch Komposit, Ticket 88123)
CREATE OR ALTER PROCEDURE [dm].[usp_Risiko_Rueck]
AS
BEGIN
    UPDATE v
       SET v.Schadenquote = q.Quote, v.QuoteStand = GETDATE()
      FROM [SQLPROD01].[POLARIS_PROD].[dbo].[Vertrag] v
      JOIN (SELECT VertragKey, SUM(Zahlung) / NULLIF(SUM(Beitrag), 0) AS Quote
              FROM dm.FaktSchaden f JOIN dm.DimVertrag d ON d.VertragNr = f.VertragKey
             GROUP BY VertragKey) q ON q.VertragKey = v.VertragNr;
END
GO
