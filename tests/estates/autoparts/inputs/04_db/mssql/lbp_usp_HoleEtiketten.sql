USE [LABELDB]
GO
-- sv-at-lbl01.  [SV-AT-LVS01] = verknüpfter Server (SQL Server, DB LGXPRD)
ALTER PROCEDURE [dbo].[usp_HoleEtiketten]
AS
BEGIN
  INSERT INTO dbo.Druckauftrag (HU, Material, Menge, Kunde, Drucker)
  SELECT hu.HuNr, hu.MatNr, hu.Menge, hu.KundeNr, hu.DruckerId
  FROM [SV-AT-LVS01].[LGXPRD].[dbo].[HandlingUnit] hu
  WHERE hu.EtikettOffen = 1
    AND NOT EXISTS (SELECT 1 FROM dbo.Druckauftrag d WHERE d.HU = hu.HuNr);
END
GO
