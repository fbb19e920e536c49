USE [BRAUMES]
GO
/****** Object:  StoredProcedure [dbo].[usp_HoleLaborwerte]    Script Date: 18.02.2026 14:21:07 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
-- Linked Server LABSUD -> lbg-lims01\LIMS, angelegt 2021 (Distler)
-- Läuft alle 10 Min. über SQL Agent auf lbg-mes01
CREATE PROCEDURE [dbo].[usp_HoleLaborwerte]
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @letzte datetime2 = (SELECT ISNULL(MAX(Messzeit),'20200101') FROM dbo.Laborwert);

    INSERT INTO dbo.Laborwert (SudNr, Messgroesse, Wert, Einheit, Messzeit)
    SELECT p.SudNr, w.Messgroesse, w.Wert, w.Einheit, w.Messzeit
    FROM   [LABSUD].[LABSUD_PROD].[dbo].[Probe]    AS p
    JOIN   [LABSUD].[LABSUD_PROD].[dbo].[Messwert] AS w ON w.ProbeId = p.ProbeId
    WHERE  w.Messzeit > @letzte
      AND  w.Freigabe = 1;

    UPDATE s SET s.Laborstatus = 'OK'
    FROM dbo.Sud s WHERE EXISTS (SELECT 1 FROM dbo.Laborwert l WHERE l.SudNr = s.SudNr);
END
GO
