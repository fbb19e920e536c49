<#
.SYNOPSIS
  Properties and current tenancies for anybody who needs them on the share.
.NOTES
  Scheduled task on FW-APP02, 04:10 daily, account FENWATER\svc_jobs
#>
param(
    [string]$Server   = "FW-SQL03",
    [string]$Database = "ORCHIDLIVE",
    [string]$OutDir   = "\\fw-fs01\exchange\props\out"
)
$ErrorActionPreference = "Stop"
Import-Module SqlServer

$q = @"
SELECT p.UPRN, p.address1, p.postcode, t.tenancy_ref, t.main_tenant, t.phone
FROM dbo.property p
LEFT JOIN dbo.tenancy t ON t.property_id = p.property_id AND t.end_date IS NULL
"@

$rows = Invoke-Sqlcmd -ServerInstance $Server -Database $Database -Query $q
$file = Join-Path $OutDir ("PROPTEN_{0:yyyyMMdd}.csv" -f (Get-Date))
$rows | Export-Csv -Path $file -NoTypeInformation -Encoding UTF8
Get-ChildItem $OutDir -Filter "PROPTEN_*.csv" | Where-Object LastWriteTime -lt (Get-Date).AddDays(-14) | Remove-Item
Write-EventLog -LogName Application -Source "FWJobs" -EventId 1000 -Message "Wrote $($rows.Count) rows to $file"
