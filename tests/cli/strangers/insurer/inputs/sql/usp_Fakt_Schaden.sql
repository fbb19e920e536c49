USE [DWH_CORE]
GO
CREATE OR ALTER PROCEDURE [dm].[usp_Fakt_Schaden]
AS
BEGIN
    INSERT INTO dm.FaktSchaden (SchadenKey, VertragKey, Reserve, Zahlung)
    SELECT s.SchadenNr, v.VertragNr, s.Reserve, s.Zahlung
    FROM DWH_STAGE.stg.Schaden s
    JOIN DWH_STAGE.stg.Vertrag v ON v.VertragNr = s.VertragNr;
END
GO
