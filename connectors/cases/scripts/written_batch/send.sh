#!/bin/ksh
# medsrv01 (Mediation). Sends files to the clearing house
for f in /out/CD*; do
  echo "put $f /inbound/" >> /tmp/b_$$.bat
done
sftp -b /tmp/b_$$.bat me@clearing.example
