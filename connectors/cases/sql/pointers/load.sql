-- DEPOT_LINK -> DEPOTPRD, nightly
-- Linked server YARD points to the server yard-sql-2.example / YARDDB
/* [PIER] = verknüpfter Server (SQL Server, DB PIERDB) */
INSERT INTO dbo.a SELECT x FROM stock.items@DEPOT_LINK;
INSERT INTO dbo.b SELECT * FROM OPENQUERY([YARD], 'SELECT x FROM moves');
INSERT INTO dbo.c SELECT x FROM [PIER].[PIERDB].[dbo].[Slot];
-- UNUSED -> NOWHERE
-- Sum: totals = DEPOTS; the unit of @x is QTY
