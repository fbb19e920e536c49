# Toutes les 2 minutes, tâche planifiée sur APP-OFF02
# Zet de picking-opdrachten klaar op de share
[CmdletBinding()]
param([string]$Doel = '\\fs-off01\echange\prep')

Add-Type -Path 'C:\oracle\odp.net\Oracle.ManagedDataAccess.dll'
$cnx = New-Object Oracle.ManagedDataAccess.Client.OracleConnection('User Id=prep;Password=***;Data Source=ora-phr01:1521/PHRPROD')
$cnx.Open()
try {
    $cmd = $cnx.CreateCommand()
    $cmd.CommandText = "SELECT NR, XMLDOC FROM PHR.PREPARATION WHERE STATUT = 'A'"
    $rdr = $cmd.ExecuteReader()
    while ($rdr.Read()) {
        $nr  = $rdr.GetString(0)
        $tmp = Join-Path $env:TEMP "$nr.xml"
        [IO.File]::WriteAllText($tmp, $rdr.GetString(1))
        Move-Item -Path $tmp -Destination (Join-Path $Doel "PREP_$nr.xml") -Force
        $u = $cnx.CreateCommand()
        $u.CommandText = "UPDATE PHR.PREPARATION SET STATUT = 'E' WHERE NR = '$nr'"
        [void]$u.ExecuteNonQuery()
    }
}
finally { $cnx.Close() }
