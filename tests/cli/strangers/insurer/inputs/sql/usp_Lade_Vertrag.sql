USE [DWH_STAGE]
GO
CREATE OR ALTER PROCEDURE [etl].[usp_Lade_Vertrag]
AS
BEGIN
    SET NOCOUNT ON;
    SELECT v.VertragNr, v.PartnerNr, v.Sparte, v.Beginn, v.Ablauf, v.Jahresbeitrag
    INTO #v
    FROM [SQLPROD01].POLARIS_PROD.dbo.Vertrag v WITH (NOLOCK)
    JOIN [SQLPROD01].POLARIS_PROD.dbo.Tarif t WITH (NOLOCK) ON t.TarifId = v.TarifId;

    MERGE stg.Vertrag AS ziel
    USING #v AS q ON ziel.VertragNr = q.VertragNr
    WHEN MATCHED THEN UPDATE SET ziel.Jahresbeitrag = q.Jahresbeitrag, ziel.Ablauf = q.Ablauf
    WHEN NOT MATCHED THEN INSERT (VertragNr, PartnerNr, Sparte, Beginn, Ablauf, Jahresbeitrag)
        VALUES (q.VertragNr, q.PartnerNr, q.Sparte, q.Beginn, q.Ablauf, q.Jahresbeitrag);
    DROP TABLE #v;
END
GO
