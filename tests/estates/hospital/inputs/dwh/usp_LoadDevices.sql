USE [KDWH]
GO
CREATE PROCEDURE dwh.usp_LoadDevices AS
BEGIN
  TRUNCATE TABLE dwh.Device;
  INSERT INTO dwh.Device (InventoryNo, DeviceType, Ward, LastCheck)
  SELECT g.InventarNr, g.Typ, g.Standort, g.LetzteSTK
  FROM [SBK-SQL-05].[MTMGR].[dbo].[Geraet] AS g
  WHERE g.Ausgemustert = 0;
  PRINT 'INSERT INTO [SBK-SQL-05].[MTMGR].[dbo].[Geraet] is not allowed from here';
END
GO
