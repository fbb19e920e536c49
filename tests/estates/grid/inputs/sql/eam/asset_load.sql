-- Instance nsn-sql-12 (EAMPRD). Scripted out 2026-02-11.
USE master;
GO
-- PostgreSQL van Netregistratie
EXEC sp_addlinkedserver @server = N'GISPG', @srvproduct = N'PostgreSQL', @provider = N'MSDASQL',
     @provstr = N'Driver={PostgreSQL Unicode(x64)};Server=nsn-pg-03.noorderstroom.local;Port=5432;Database=gisprd;';
EXEC sp_serveroption @server = N'GISPG', @optname = N'rpc out', @optvalue = N'false';
GO
-- oud, niemand weet waarvan
EXEC sp_addlinkedserver @server = N'LS_TRAFO', @srvproduct = N'', @provider = N'SQLNCLI11', @datasrc = N'nsn-sql-11';
GO
USE EAMPRD;
GO
-- Agent job, daily 04:00. Stations and cables of the GIS become objects in EAM.
CREATE OR ALTER PROCEDURE dbo.usp_LoadAssets
AS
BEGIN
    SET NOCOUNT ON;

    SELECT station_id, naam, bouwjaar, rd_x, rd_y
    INTO #station
    FROM OPENQUERY(GISPG, 'SELECT station_id, naam, bouwjaar, rd_x, rd_y FROM net.station WHERE vervallen IS NULL');

    MERGE EAMPRD.dbo.R5OBJECTS AS t
    USING #station AS s ON t.OBJ_CODE = s.station_id
    WHEN MATCHED THEN UPDATE SET t.OBJ_DESC = s.naam, t.OBJ_XCOORD = s.rd_x, t.OBJ_YCOORD = s.rd_y
    WHEN NOT MATCHED THEN INSERT (OBJ_CODE, OBJ_DESC, OBJ_YEAR, OBJ_XCOORD, OBJ_YCOORD)
         VALUES (s.station_id, s.naam, s.bouwjaar, s.rd_x, s.rd_y);

    -- oil samples of transformers, herkomst onbekend
    INSERT INTO EAMPRD.dbo.U5OLIEMONSTER (OBJ_CODE, DATUM, PPM)
    SELECT o.TrafoNr, o.Datum, o.Ppm
    FROM [LS_TRAFO].Trafolog.dbo.OlieMonster AS o
    WHERE o.Datum > DATEADD(DAY, -7, GETDATE());
END
GO
