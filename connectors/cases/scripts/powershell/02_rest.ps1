param([string]$Server = "sqlprd02", [string]$Uri = "https://api.fernhill.example/v1/orders")
$data = Invoke-Sqlcmd -ServerInstance $Server -Database CRM -Query @"
SELECT CustomerId, Name
FROM dbo.Customer
"@
$body = $data | ConvertTo-Json -Depth 3
Invoke-RestMethod -Uri $Uri -Method Post -Body $body -ContentType 'application/json'
