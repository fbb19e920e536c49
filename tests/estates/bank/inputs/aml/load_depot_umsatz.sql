-- SQL Agent Job AML_DEPOT auf hnr-sql-24, Schritt 2
USE AMLDB;
GO
TRUNCATE TABLE imp.DepotUmsatz;
BULK INSERT imp.DepotUmsatz
FROM '\\hnr-fs-02\aml\in\wps_umsatz.csv'
WITH (FIELDTERMINATOR = ';', ROWTERMINATOR = '0x0a', FIRSTROW = 2, CODEPAGE = '1252', TABLOCK);
GO
