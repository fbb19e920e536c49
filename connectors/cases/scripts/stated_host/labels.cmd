@echo off
rem Labels of the day for the carrier
rem runs on KDX-SHIP-04 every hour (task scheduler)
robocopy \\kdx-share-01\labels \\kdx-share-02\carrier *.pdf
sqlcmd -S kdx-sql-07 -d Labels -Q "INSERT INTO dbo.Sent (id) SELECT id FROM dbo.Queue"
curl -T labels.csv https://carrier.example/upload
