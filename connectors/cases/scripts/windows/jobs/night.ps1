<# Invoke-Sqlcmd -ServerInstance NEVER -Query "SELECT 1" #>
$srv = "HR01"
[string]$db = 'Staff'
$out = "\\fs07\out\$db.csv"
Invoke-Sqlcmd -ServerInstance $SRV -Database $db -Query "SELECT a FROM dbo.Person" | Export-Csv -Path $out -NoTypeInformation
$q = @"
INSERT INTO dw.f
SELECT a FROM stage.s
"@
Invoke-Sqlcmd -ServerInstance DW01 `
  -Query $q
Copy-Item -Path C:\out\a.csv -Destination \\fs08\in\
Import-Csv C:\in\rates.csv | Write-SqlTableData -ServerInstance DW02 -DatabaseName DW -SchemaName fx -TableName rates
$conn = New-Object System.Data.SqlClient.SqlConnection("Server=FIN01;Database=Fin;User Id=x;Password=s3cret-ps-pw")
# Copy-Item C:\x \\never\in
