Copy-DbaDbTableData -SqlInstance sqlprd01 -Database ERP -Table dbo.Item -Destination dwh01 -DestinationDatabase Stage -DestinationTable stg.Item
$r = Invoke-DbaQuery -SqlInstance sqlhr01 -Database HR -Query "SELECT * FROM dbo.Person"
Write-DbaDbTableData -SqlInstance dwh01 -Database Stage -Table stg.Person -InputObject $r
