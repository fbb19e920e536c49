/* ------------------------------------------------------------------
   SQL Agent Job  LABABR_Einsenderleistungen   (Server srv-lababr)
   täglich 02:30 - übernimmt validierte Leistungen für Einsender
   ------------------------------------------------------------------ */
USE LABABR;
GO
CREATE OR ALTER PROCEDURE dbo.usp_EinsenderleistungenHolen
    @Stichtag date = NULL
AS
BEGIN
    SET NOCOUNT ON;
    SET @Stichtag = ISNULL(@Stichtag, DATEADD(day, -1, CAST(GETDATE() AS date)));

    BEGIN TRY
        BEGIN TRAN;

        INSERT INTO dbo.Leistung (AuftragNr, EinsenderNr, LeistungCode, Menge, ErbrachtAm, UebernommenAm)
        SELECT a.auftrag_nr, a.einsender_nr, l.leistung_code, l.menge, l.erbracht_am, SYSDATETIME()
        FROM   [SRV-LAB01].LABORA_PROD.dbo.auftrag  AS a
        JOIN   [SRV-LAB01].LABORA_PROD.dbo.leistung AS l ON l.auftrag_nr = a.auftrag_nr
        WHERE  a.einsender_typ = 'EXT'
          AND  l.status = 'V'
          AND  CAST(l.erbracht_am AS date) = @Stichtag
          AND  NOT EXISTS (SELECT 1 FROM dbo.Leistung x
                           WHERE x.AuftragNr = a.auftrag_nr AND x.LeistungCode = l.leistung_code);

        MERGE dbo.Einsender AS z
        USING (SELECT einsender_nr, name, plz, ort FROM [SRV-LAB01].LABORA_PROD.dbo.einsender) AS q
           ON z.EinsenderNr = q.einsender_nr
        WHEN MATCHED THEN UPDATE SET z.Name = q.name, z.PLZ = q.plz, z.Ort = q.ort
        WHEN NOT MATCHED THEN INSERT (EinsenderNr, Name, PLZ, Ort) VALUES (q.einsender_nr, q.name, q.plz, q.ort);

        COMMIT;
    END TRY
    BEGIN CATCH
        IF @@TRANCOUNT > 0 ROLLBACK;
        THROW;
    END CATCH
END
GO
