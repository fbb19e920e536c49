$s = New-SFTPSession -ComputerName sftp.bureau.example -Credential $cred -AcceptKey
Set-SFTPItem -SessionId $s.SessionId -Path D:\out\pay.csv -Destination /in
Get-SFTPItem -SessionId $s.SessionId -Path /out/ack.csv -Destination D:\in
Set-SCPItem -ComputerName linux07 -Path D:\out\x.csv -Destination /data -Credential $cred
