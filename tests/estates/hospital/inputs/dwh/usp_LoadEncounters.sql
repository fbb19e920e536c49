USE KDWH
GO
CREATE OR ALTER PROCEDURE dwh.usp_LoadEncounters @since datetime2 = NULL
AS
BEGIN
    SET NOCOUNT ON;
    IF @since IS NULL SELECT @since = MAX(LoadedAt) FROM dwh.Encounter;

    SELECT * INTO #enc
    FROM OPENQUERY(LS_KIS, 'SELECT FALL_ID, PAT_ID, STATION, AUFNAHME, ENTLASSUNG, HAUPTDIAGNOSE FROM ORBIS.FALL WHERE AENDERUNG > SYSDATE - 3');

    MERGE dwh.Encounter AS t
    USING #enc AS s ON t.CaseNo = s.FALL_ID
    WHEN MATCHED THEN UPDATE SET t.Ward = s.STATION, t.DischargedAt = s.ENTLASSUNG, t.MainDx = s.HAUPTDIAGNOSE, t.LoadedAt = SYSDATETIME()
    WHEN NOT MATCHED THEN INSERT (CaseNo, PatientNo, Ward, AdmittedAt, DischargedAt, MainDx, LoadedAt)
         VALUES (s.FALL_ID, s.PAT_ID, s.STATION, s.AUFNAHME, s.ENTLASSUNG, s.HAUPTDIAGNOSE, SYSDATETIME());

    /* Radiologie war nie abgenommen, siehe Ticket 48112
    INSERT INTO dwh.ImagingExam (ExamNo, CaseNo, Modality, PerformedAt)
    SELECT UNTERS_NR, FALL_NR, MODALITAET, DURCHGEFUEHRT
    FROM LS_RIS.MEDRIS.dbo.UNTERSUCHUNG WHERE GEAENDERT > @since;
    */

    -- quality indicators from the old QM server
    INSERT INTO dwh.QualityIndicator (IndicatorCode, Period, Value)
    SELECT q.Kennzahl, q.Periode, q.Wert FROM LS_QM.QMDATA.dbo.Kennzahl AS q
    WHERE NOT EXISTS (SELECT 1 FROM dwh.QualityIndicator x WHERE x.IndicatorCode = q.Kennzahl AND x.Period = q.Periode);
END
GO
