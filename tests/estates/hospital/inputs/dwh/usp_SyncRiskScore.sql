USE KDWH;
GO
-- Sepsis/Delir Score. Ärzte können den Wert im KIS übersteuern, deshalb erst zurückholen, dann neu schreiben.
CREATE OR ALTER PROCEDURE risk.usp_SyncRiskScore
AS
BEGIN
  SET XACT_ABORT ON;
  BEGIN TRY
    UPDATE r SET r.Score = k.WERT, r.OverriddenBy = k.GEAENDERT_VON
    FROM risk.RiskScore r
    JOIN LS_KIS..ORBIS.RISIKO_SCORE k ON k.FALL_ID = r.CaseNo
    WHERE k.UEBERSTEUERT = 1;

    EXEC risk.usp_ComputeScores;

    INSERT INTO LS_KIS..ORBIS.RISIKO_SCORE (FALL_ID, SCORE_ART, WERT, BERECHNET_AM)
    SELECT CaseNo, ScoreType, Score, ComputedAt FROM risk.RiskScore WHERE SentToKis = 0;

    UPDATE risk.RiskScore SET SentToKis = 1 WHERE SentToKis = 0;
  END TRY
  BEGIN CATCH
    THROW;
  END CATCH
END
GO
