# nightly export of orders
$params = @{
    ServerInstance = 'sqlprd01.corp.example'
    Database       = 'ERP'
    Query          = "SELECT OrderNo, Amount FROM dbo.Orders"
}
$rows = Invoke-Sqlcmd @params
$rows | Export-Csv -Path '\\fs01\out\orders.csv' -NoTypeInformation -Delimiter ';'
