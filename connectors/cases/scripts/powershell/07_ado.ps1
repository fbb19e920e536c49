$conn = New-Object System.Data.SqlClient.SqlConnection
$conn.ConnectionString = "Server=sqlmes01;Database=MES;Integrated Security=True"
$cmd = $conn.CreateCommand()
$cmd.CommandText = "SELECT BatchNo, Qty FROM dbo.Batch"
$conn.Open()
$table = New-Object System.Data.DataTable
$table.Load($cmd.ExecuteReader())
$target = "Server=dwh01;Database=Stage;Integrated Security=True"
$bulk = New-Object System.Data.SqlClient.SqlBulkCopy($target)
$bulk.DestinationTableName = "stg.Batch"
$bulk.WriteToServer($table)
