USE [SINISTRA_PRD]
GO
-- Servidor: SRVSIN01.  Linked server APOLIX (MSDASQL / MySQL ODBC -> apolix-db01)
-- EXEC sp_addlinkedserver @server=N'APOLIX', @srvproduct=N'MySQL', @provider=N'MSDASQL', @datasrc=N'APOLIX_ODBC'
SET ANSI_NULLS ON
GO
CREATE OR ALTER PROCEDURE [dbo].[usp_AtualizaCobertura]
AS
BEGIN
    SET NOCOUNT ON;
    TRUNCATE TABLE dbo.CoberturaVigente;

    INSERT INTO dbo.CoberturaVigente (Apolice, Item, Cobertura, Limite, FimVigencia)
    SELECT q.apolice, q.item, q.cobertura, q.limite, q.fim_vigencia
    FROM OPENQUERY([APOLIX], 'SELECT apolice, item, cobertura, limite, fim_vigencia
                              FROM apolix.vw_cobertura_vigente') AS q;
END
GO
