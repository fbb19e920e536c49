USE [SCHADENNET]
GO
CREATE OR ALTER PROCEDURE dbo.usp_Archiv_Schaden @Jahr int
AS
BEGIN
    BEGIN TRY
        BEGIN TRAN
        DELETE FROM dbo.Schaden OUTPUT deleted.* INTO dbo.SchadenHistorie WHERE YEAR(SchliessDatum) < @Jahr;
        COMMIT
    END TRY
    BEGIN CATCH
        IF @@TRANCOUNT > 0 ROLLBACK;
        THROW;
    END CATCH
END
GO
