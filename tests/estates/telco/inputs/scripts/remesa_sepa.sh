#!/bin/bash
# lvfplprd01 - Factura+ - remesa de recibos. Lanza Control-M: FPL_REMESA_M
set -e
FECHA=$(date +%Y%m%d)
sqlplus -s /@FPLPRD @/opt/fpl/sql/genera_pain008.sql > /opt/fpl/out/SEPA_PAIN008_${FECHA}.xml
sftp -b - sftp_fpl@sftp.levantia.example <<FIN
put /opt/fpl/out/SEPA_PAIN008_${FECHA}.xml /buzon/fpl/sepa/out/
FIN
# Editran: sesion BTR001 = Banco Tramontana, emision de remesas
ssh editran@lvsftp01.levantia.example "editran -s BTR001 -e /buzon/fpl/sepa/out/SEPA_PAIN008_${FECHA}.xml"
