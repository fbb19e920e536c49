# plm01
sftp svc@sftp.example.com <<BATCH
cd /a
put one.csv
cd /b
put two.csv
BATCH
for f in $(ls /out); do scp "$f" svc@wms01.example.com:/in/; done
