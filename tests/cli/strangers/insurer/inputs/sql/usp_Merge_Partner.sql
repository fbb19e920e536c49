USE [POLARIS_PROD]
GO
CREATE OR ALTER PROCEDURE dbo.usp_Merge_Partner
AS
MERGE dbo.PartnerCache AS c
USING ZPV_PROD.dbo.Partner AS p
   ON c.PartnerNr = p.PartnerNr
WHEN MATCHED AND c.Version < p.Version THEN UPDATE SET c.Name = p.Name, c.Vorname = p.Vorname, c.Version = p.Version
WHEN NOT MATCHED THEN INSERT (PartnerNr, Name, Vorname, Version) VALUES (p.PartnerNr, p.Name, p.Vorname, p.Version);
GO
