#!/bin/bash
# lvfplprd01 - Factura+ - devoluciones de recibos
# Editran (sesion BTR002, recepcion de Banco Tramontana) deja PAIN002_*.xml en el buzon
cd /opt/fpl/in
sftp -b - sftp_fpl@sftp.levantia.example <<FIN
cd /buzon/fpl/sepa/in
mget PAIN002_*.xml
FIN
for f in PAIN002_*.xml; do
  sqlldr userid=/@FPLPRD control=/opt/fpl/ctl/devoluciones.ctl data=$f log=$f.log && mv $f hechos/
done
