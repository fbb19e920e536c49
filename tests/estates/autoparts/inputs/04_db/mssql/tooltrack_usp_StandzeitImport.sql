USE [TOOLTRACK]
GO
/* Hübe/Standzeiten je Werkzeug aus dem BDE, stündlich (Agent-Job TT_Standzeit) */
CREATE OR ALTER PROCEDURE [dbo].[usp_StandzeitImport]
AS
BEGIN
  SET NOCOUNT ON;
  INSERT INTO dbo.WerkzeugHub (WerkzeugNr, MaschineNr, Huebe, Zeitpunkt)
  SELECT WZ_NR, MASCH, HUB, ZEIT
    FROM OPENQUERY(HYD_ORA, 'SELECT wz_nr, masch, hub, zeit FROM hyd.v_wz_hub WHERE zeit > SYSDATE - 1/24');

  UPDATE w SET w.StandmengeIst = w.StandmengeIst + h.Summe
    FROM dbo.Werkzeug w
    JOIN (SELECT WerkzeugNr, SUM(Huebe) Summe FROM dbo.WerkzeugHub WHERE Verbucht = 0 GROUP BY WerkzeugNr) h
      ON h.WerkzeugNr = w.WerkzeugNr;
END
GO
