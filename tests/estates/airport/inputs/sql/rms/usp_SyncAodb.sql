/* Resource Management (GateMaster) - instance VLMSQL11, database RMSCore
   Linked server AODB_LNK: airport operational database (AODBPRD on vlm-ora01) */
USE [RMSCore];
GO
EXEC master.dbo.sp_addlinkedserver @server = N'AODB_LNK', @srvproduct = N'Oracle', @provider = N'OraOLEDB.Oracle', @datasrc = N'vlm-ora01:1521/AODBPRD';
GO
CREATE OR ALTER PROCEDURE dbo.usp_SyncAodb AS
BEGIN
  SET NOCOUNT ON;

  -- 1. flights
  MERGE dbo.Flight AS t
  USING (SELECT FLIGHT_ID, FLIGHT_NO, SIBT, SOBT, AIRCRAFT_TYPE FROM OPENQUERY(AODB_LNK, 'SELECT FLIGHT_ID, FLIGHT_NO, SIBT, SOBT, AIRCRAFT_TYPE FROM AODB.FLIGHT')) AS s
     ON t.AodbId = s.FLIGHT_ID
  WHEN MATCHED THEN UPDATE SET FlightNo = s.FLIGHT_NO, Sibt = s.SIBT, Sobt = s.SOBT
  WHEN NOT MATCHED THEN INSERT (AodbId, FlightNo, Sibt, Sobt, AircraftType) VALUES (s.FLIGHT_ID, s.FLIGHT_NO, s.SIBT, s.SOBT, s.AIRCRAFT_TYPE);

  -- 2. stands changed by hand in the AODB
  UPDATE a SET a.Stand = x.STAND, a.ChangedBy = N'AODB'
    FROM dbo.StandAllocation AS a
    JOIN AODB_LNK..AODB.STAND_ALLOCATION AS x ON x.FLIGHT_ID = a.AodbId
   WHERE x.MANUAL_FLAG = 'Y' AND x.UPDATED_AT > a.UpdatedAt;

  -- 3. our own result back to the AODB
  UPDATE x SET x.STAND = a.Stand, x.GATE = a.Gate
    FROM AODB_LNK..AODB.STAND_ALLOCATION AS x
    JOIN dbo.StandAllocation AS a ON a.AodbId = x.FLIGHT_ID
   WHERE a.ChangedBy = N'RMS' AND a.UpdatedAt > x.UPDATED_AT;

  -- closed stands to maintenance: stopped, GMAO plans them itself
  -- INSERT INTO EAM_LNK.EAMPRD.dbo.R5EVENTS (EVT_OBJECT, EVT_DESC)
  -- SELECT StandCode, Reason FROM dbo.StandClosure;
END
GO
