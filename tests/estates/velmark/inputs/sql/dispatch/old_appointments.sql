USE Dispatch;
GO
/* Until 2023 appointments were copied into the staging database of the CRM. Replaced by telephone.
INSERT INTO CRM.dbo.Appointment (CaseNo, StartAt, Crew)
SELECT a.CaseNo, a.StartAt, a.CrewName FROM Dispatch.dbo.Appointment a WHERE a.Sent = 0;
*/
-- INSERT INTO Dispatch.dbo.OutageReport SELECT * FROM StoerMeld.dbo.Meldung;   -- StörMeld 2000, off since 31.03.2024
UPDATE Dispatch.dbo.Appointment SET Sent = 1 WHERE StartAt < DATEADD(DAY, -30, SYSDATETIME());
GO
