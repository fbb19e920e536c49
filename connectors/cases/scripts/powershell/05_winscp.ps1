Add-Type -Path "C:\Program Files (x86)\WinSCP\WinSCPnet.dll"
$sessionOptions = New-Object WinSCP.SessionOptions -Property @{
    Protocol = [WinSCP.Protocol]::Sftp
    HostName = "sftp.payroll.example"
    UserName = "acme"
    Password = $env:SFTP_PW
    SshHostKeyFingerprint = "ssh-rsa 2048 xxxxxxxx"
}
$session = New-Object WinSCP.Session
try {
    $session.Open($sessionOptions)
    $transferResult = $session.PutFiles("D:\out\payroll\*.csv", "/in/", $False, $transferOptions)
    $transferResult.Check()
    $session.GetFiles("/out/ack*.txt", "D:\in\ack\").Check()
} finally { $session.Dispose() }
