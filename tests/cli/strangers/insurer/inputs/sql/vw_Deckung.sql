USE [SCHADENNET]
GO
CREATE VIEW dbo.vw_Deckung AS
SELECT v.VertragNr, v.Beginn, v.Ablauf, d.DeckungArt, d.Selbstbehalt
FROM [SQLPROD01].[POLARIS_PROD].dbo.Vertrag v
JOIN [SQLPROD01].[POLARIS_PROD].dbo.Deckung d ON d.VertragNr = v.VertragNr
GO
