# Export-ListaPlac.ps1
# Serwer: vm-kadry, Harmonogram zadań, 2. dzień roboczy miesiąca
# Eksportuje listę płac i wysyła dziennik do ERP (recurring integration)

$ErrorActionPreference = 'Stop'
$okres   = (Get-Date).AddMonths(-1).ToString('yyyy-MM')
$udzial  = '\\fs01\wymiana\kadry\out'
$plik    = Join-Path $udzial "dziennik_plac_$okres.csv"

$sql = @"
SELECT Konto, MPK, SUM(Kwota) AS Kwota, 'PLN' AS Waluta
FROM   dbo.ListaPlacDekret
WHERE  Okres = '$okres' AND Zatwierdzona = 1
GROUP BY Konto, MPK
"@

Invoke-Sqlcmd -ServerInstance 'vm-kadry' -Database 'KADRY' -Query $sql |
    Export-Csv -Path $plik -Delimiter ';' -NoTypeInformation -Encoding UTF8

if ((Get-Item $plik).Length -eq 0) { throw "Pusty plik $plik" }

$erp     = 'https://sosnowa-prod.operations.dynamics.example'
$zadanie = 'b6f4a6c0-6a5d-4f52-9a35-7a6f6a0f9d10'
$token   = & 'C:\Skrypty\Get-ErpToken.ps1'
$naglowki = @{ Authorization = "Bearer $token"; 'Content-Type' = 'text/csv' }

Invoke-RestMethod -Method Post `
    -Uri "$erp/api/connector/enqueue/${zadanie}?entity=General%20journal&company=SOS" `
    -Headers $naglowki -InFile $plik

Move-Item $plik (Join-Path $udzial 'archiwum')
