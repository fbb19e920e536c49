# Monatliche Stundenmeldung, läuft auf sbk-sql-09 als SBK\svc_pds
param([string]$Month = (Get-Date).AddMonths(-1).ToString('yyyy-MM'))
$ErrorActionPreference = 'Stop'
Import-Module SqlServer

$out = "\\sbk-fs-03\transfer\pds\stunden_$Month.csv"
$sql = @"
SELECT m.PersonalNr, d.Datum, d.Stunden, d.Zuschlagsart
FROM dbo.Dienst d JOIN dbo.Mitarbeiter m ON m.MitarbeiterId = d.MitarbeiterId
WHERE CONVERT(char(7), d.Datum, 126) = '$Month'
"@
Invoke-Sqlcmd -ServerInstance 'sbk-sql-09' -Database 'PDSROSTER' -Query $sql |
    Export-Csv -Path $out -Delimiter ';' -NoTypeInformation -Encoding UTF8

# Belegungsprognose aus dem CDW einspielen -- Pilot beendet 31.10.2025
# Invoke-Sqlcmd -ServerInstance 'sbk-sql-07' -Database 'KDWH' -Query 'SELECT Ward, Day, Forecast FROM dwh.OccupancyForecast' |
#     Write-SqlTableData -ServerInstance 'sbk-sql-09' -DatabaseName 'PDSROSTER' -SchemaName dbo -TableName Belegung -Force
