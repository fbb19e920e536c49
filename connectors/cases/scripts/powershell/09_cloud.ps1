$ctx = New-AzStorageContext -StorageAccountName "tarnlake" -StorageAccountKey $key
Set-AzStorageBlobContent -File "D:\out\stock.parquet" -Container "raw" -Blob "stock/stock.parquet" -Context $ctx
Write-S3Object -BucketName tarn-exports -File D:\out\stock.csv -Key stock/stock.csv
Read-S3Object -BucketName partner-in -Key prices.csv -File D:\in\prices.csv
