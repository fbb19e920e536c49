USE MDMHub;
GO
-- Instance vmk-sql-07. Nightly: ERP -> hub -> maintenance.
CREATE OR ALTER PROCEDURE dbo.usp_LoadMasterData
AS
BEGIN
    TRUNCATE TABLE MDMHub.dbo.MaterialIn;

    INSERT INTO MDMHub.dbo.MaterialIn (MatNo, Descr, BaseUnit)
    SELECT MATNR, MAKTX, MEINS
    FROM OPENQUERY(SAP_P41, 'SELECT a.MATNR, b.MAKTX, a.MEINS FROM SAPP41.MARA a JOIN SAPP41.MAKT b ON b.MATNR = a.MATNR AND b.SPRAS = ''D''');

    INSERT INTO MDMHub.dbo.Vendor (VendorNo, Name1)
    SELECT LIFNR, NAME1 FROM OPENQUERY(SAP_P41, 'SELECT LIFNR, NAME1 FROM SAPP41.LFA1');

    WITH clean AS (
        SELECT MatNo, UPPER(LTRIM(Descr)) AS Descr, BaseUnit FROM MDMHub.dbo.MaterialIn
    )
    MERGE MDMHub.dbo.Material AS t
    USING clean AS s ON t.MatNo = s.MatNo
    WHEN MATCHED THEN UPDATE SET t.Descr = s.Descr
    WHEN NOT MATCHED THEN INSERT (MatNo, Descr, BaseUnit) VALUES (s.MatNo, s.Descr, s.BaseUnit);

    INSERT INTO [VMK-SQL-05].MAXPRD.dbo.ITEM (ITEMNUM, DESCRIPTION, ISSUEUNIT)
    SELECT m.MatNo, m.Descr, m.BaseUnit
    FROM MDMHub.dbo.Material AS m
    WHERE m.CreatedAt > DATEADD(DAY, -1, SYSDATETIME());
END
GO
