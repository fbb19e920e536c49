<#
.SYNOPSIS
    Downloads released production orders.
.DESCRIPTION
    Scheduled task on vm-mes01, every 10 minutes.
    Reads ProductionOrderHeaders through OData and fills dbo.OrderInbox.
#>
[CmdletBinding()]
param(
    [string]$BaseUrl  = 'https://sosnowa-prod.operations.dynamics.example',
    [string]$TenantId = '00000000-0000-0000-0000-000000000000',
    [string]$Database = 'STOLARZ_PRD',
    [int]$Lookback    = 2
)

$ErrorActionPreference = 'Stop'
Import-Module SqlServer

$cred  = Get-StoredCredential -Target 'd365-odata'
$body  = @{
    grant_type    = 'client_credentials'
    client_id     = $cred.UserName
    client_secret = $cred.GetNetworkCredential().Password
    resource      = $BaseUrl
}
$token = (Invoke-RestMethod -Method Post -Uri "https://login.example/$TenantId/oauth2/token" -Body $body).access_token

$since  = (Get-Date).AddHours(-$Lookback).ToUniversalTime().ToString('s') + 'Z'
$filter = "ProductionOrderStatus eq Microsoft.Dynamics.DataEntities.ProdStatus'Released' and ReleasedDateTime gt $since"
$uri    = "$BaseUrl/data/ProductionOrderHeaders?cross-company=true&`$filter=$([uri]::EscapeDataString($filter))"

$orders = @()
do {
    $page   = Invoke-RestMethod -Method Get -Uri $uri -Headers @{ Authorization = "Bearer $token" }
    $orders += $page.value
    $uri    = $page.'@odata.nextLink'
} while ($uri)

foreach ($o in $orders) {
    $sql = @"
IF NOT EXISTS (SELECT 1 FROM dbo.OrderInbox WHERE OrderNo = N'$($o.ProductionOrderNumber)')
INSERT INTO dbo.OrderInbox (OrderNo, ItemNo, Qty, DueDate, ReceivedAt)
VALUES (N'$($o.ProductionOrderNumber)', N'$($o.ItemNumber)', $($o.ScheduledQuantity), '$($o.DeliveryDate)', SYSDATETIME())
"@
    Invoke-Sqlcmd -ServerInstance 'localhost' -Database $Database -Query $sql
}
Write-Output ("{0:s} {1} orders" -f (Get-Date), $orders.Count) | Add-Content 'C:\Logs\prodorders.log'
