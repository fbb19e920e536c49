Import-Csv 'D:\out\late.csv' | ConvertTo-Html | Out-File D:\out\late.html
Send-MailMessage -From 'batch@tarn.example' -To 'dispatch@harbour.example' -Subject 'Late' -Attachments D:\out\late.csv -SmtpServer smtp01.tarn.example
