USE [DWH_STAGE]
GO
/****** Object:  StoredProcedure [etl].[usp_Lade_Schaden]    Script Date: 02.09.2026 07:14:03 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
-- Nachtlauf Schaden, Aufruf über SQL Agent Job "DWH Nacht 1"
CREATE OR ALTER PROCEDURE [etl].[usp_Lade_Schaden] @Stichtag date
AS
BEGIN
    SET NOCOUNT ON;
    TRUNCATE TABLE stg.Schaden;
    INSERT INTO stg.Schaden (SchadenNr, VertragNr, PartnerNr, MeldeDatum, Sparte, Reserve, Zahlung)
    SELECT s.SchadenNr, s.VertragNr, s.PartnerNr, s.MeldeDatum, s.Sparte, r.Betrag, ISNULL(z.Summe, 0)
    FROM [SQLPROD02].[SCHADENNET].[dbo].[Schaden] s
    LEFT JOIN [SQLPROD02].[SCHADENNET].[dbo].[Reserve] r ON r.SchadenNr = s.SchadenNr
    OUTER APPLY (SELECT SUM(Betrag) AS Summe FROM [SQLPROD02].[SCHADENNET].[dbo].[Zahlung] z0 WHERE z0.SchadenNr = s.SchadenNr) z
    WHERE s.MeldeDatum <= @Stichtag;
END
GO
