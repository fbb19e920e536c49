<#
.SYNOPSIS  Nachtelijke bestandsuitwisseling (taakplanner srv-job02, 01:15)
.NOTES     beheer: team Applicaties. Laatste wijziging 2025-11-03
#>
[CmdletBinding()]
param([string]$Datum = (Get-Date -Format 'yyyyMMdd'))
$ErrorActionPreference = 'Stop'
$hrm    = '\\srv-ppl01\export$'
$fin    = '\\srv-u4f01\import$\salaris'
$obs    = 'https://srv-ult01.vechtdelta.example/api/v1/object/Employee'
$lims   = '\\srv-lims02\uit$'
$share  = '\\fs-vd01\uitwissel'

function Schrijf-Log($t) { "$(Get-Date -Format s) $t" | Add-Content -Path 'D:\logs\uitwisseling.log' }

# 1. salarisjournaal
if ((Get-Date).Day -eq 24) {
    Copy-Item -Path "$hrm\JRN_$Datum.txt" -Destination $fin
    Schrijf-Log "journaal $Datum gekopieerd"
}

# 2. medewerkers
$csv = Import-Csv -Path "$hrm\medewerkers.csv" -Delimiter ';'
foreach ($m in $csv) {
    $body = @{ Id = $m.persnr; Description = $m.naam; Department = $m.afd } | ConvertTo-Json
    Invoke-RestMethod -Uri $obs -Method Put -Body $body -ContentType 'application/json' -Headers @{ ApiKey = $env:OBS_KEY }
}
Schrijf-Log "$($csv.Count) medewerkers"

# 3. labresultaten klaarzetten; worden door de ontvanger opgehaald
robocopy "$lims" "$share\lab" RES_*.csv /MOV /R:3 /W:10 /NP /LOG+:D:\logs\robocopy.log
exit 0
