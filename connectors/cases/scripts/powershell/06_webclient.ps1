$wc = New-Object System.Net.WebClient
$wc.DownloadFile("https://data.customs.example/tariff.zip", "D:\in\tariff.zip")
(New-Object Net.WebClient).UploadFile("ftp://ftp.partner.example/in/stock.csv", "D:\out\stock.csv")
