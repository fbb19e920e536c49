-- srv-it-mes02, database FABMES_PROD
-- LNK_TT = linked server su sv-at-tool01 (ToolTrack)
USE [FABMES_PROD]
GO
EXEC master.dbo.sp_addlinkedserver @server=N'LNK_TT', @srvproduct=N'', @provider=N'MSOLEDBSQL', @datasrc=N'sv-at-tool01.kbk.example'
GO
CREATE OR ALTER VIEW dbo.vw_utensili AS
SELECT t.WerkzeugNr AS cod_utensile, t.Bezeichnung AS descrizione, t.StandmengeSoll AS vita_max
  FROM [LNK_TT].[TOOLTRACK].[dbo].[Werkzeug] AS t
 WHERE t.Werk = '2100';
GO
