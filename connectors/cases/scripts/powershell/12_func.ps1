$ErrorActionPreference = 'Stop'
$share = '\\fs09\ediin'
foreach ($f in Get-ChildItem D:\edi\out -Filter *.edi) {
    Copy-Item -Path $f.FullName -Destination $share
}
$token = (Invoke-RestMethod -Method Post -Uri "https://login.idp.example/oauth/token" -Body $cred).access_token
$headers = @{ Authorization = "Bearer $token" }
$items = Invoke-RestMethod -Uri "https://plm.corp.example/api/items" -Headers $headers
$items | Export-Csv D:\plm\items.csv
sqlcmd -S sqlprd01 -d PLM -i D:\plm\load.sql
bcp dbo.Items in D:\plm\items.csv -S sqlprd01 -d PLM -T -c
