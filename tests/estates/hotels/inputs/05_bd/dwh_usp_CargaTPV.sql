USE [GABDWH]
GO
EXEC master.dbo.sp_addlinkedserver @server = N'LNK_TPV', @srvproduct = N'', @provider = N'MSOLEDBSQL', @datasrc = N'srv-pmi-tpv01', @catalog = N'SIMPRD';
GO
CREATE OR ALTER PROCEDURE [stg].[usp_CargaTPV]
  @dias int = 2
AS
BEGIN
  SET NOCOUNT ON;
  CREATE TABLE #c (check_id bigint, rvc int, fecha date, importe money);

  INSERT INTO #c
  SELECT CHECKID, RVCID, BUSINESSDATE, SUBTOTAL
    FROM LNK_TPV.SIMPRD.dbo.CHECKS
   WHERE BUSINESSDATE > DATEADD(day, -@dias, GETDATE());

  DELETE d FROM stg.TPV_CHECK d JOIN #c ON #c.check_id = d.check_id;
  INSERT INTO stg.TPV_CHECK (check_id, rvc, fecha, importe) SELECT * FROM #c;
END
GO
