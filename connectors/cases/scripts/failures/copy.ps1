$ErrorActionPreference = 'Stop'
Invoke-Sqlcmd -ServerInstance sql02.example.com -Database erp -Query "INSERT INTO dbo.b SELECT id FROM dbo.a"
