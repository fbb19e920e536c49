# Send-DeliveryConfirmation.ps1
# runs on vm-wms01 every 5 min (SQL Agent, CmdExec step)
# shipped lines of warehouse SE1 are reported to the dealer order system

Add-Type -Path 'C:\Tools\odp\Oracle.ManagedDataAccess.dll'

$src = New-Object System.Data.SqlClient.SqlConnection 'Server=localhost;Database=MAGPRD;Integrated Security=SSPI'
$dst = New-Object Oracle.ManagedDataAccess.Client.OracleConnection `
    "User Id=wms_if;Password=$env:OV_PWD;Data Source=//ora-se01.furuvik.example:1521/ORDVIKP"
$src.Open(); $dst.Open()

$cmd = $src.CreateCommand()
$cmd.CommandText = @'
SELECT ShipmentNo, OrderNo, LineNo, QtyShipped, ShippedAt
FROM   dbo.SHIPMENT_LINE
WHERE  Warehouse = 'SE1' AND Reported = 0
'@
$rows = New-Object System.Data.DataTable
$rows.Load($cmd.ExecuteReader())

foreach ($r in $rows.Rows) {
    $ins = $dst.CreateCommand()
    $ins.BindByName = $true
    $ins.CommandText = 'INSERT INTO ordvik.delivery_confirmation (shipment_no, order_no, line_no, qty, shipped_at) VALUES (:s, :o, :l, :q, :t)'
    [void]$ins.Parameters.Add('s', $r.ShipmentNo)
    [void]$ins.Parameters.Add('o', $r.OrderNo)
    [void]$ins.Parameters.Add('l', $r.LineNo)
    [void]$ins.Parameters.Add('q', $r.QtyShipped)
    [void]$ins.Parameters.Add('t', $r.ShippedAt)
    [void]$ins.ExecuteNonQuery()

    $upd = $src.CreateCommand()
    $upd.CommandText = "UPDATE dbo.SHIPMENT_LINE SET Reported = 1 WHERE ShipmentNo = '$($r.ShipmentNo)' AND LineNo = $($r.LineNo)"
    [void]$upd.ExecuteNonQuery()
}
$dst.Close(); $src.Close()
