#!/bin/bash
# lvgptprd01 - GesPorta. Baja el fichero diario de numeros portados del Nodo Central
# 20 6 * * *  gptadm
HOY=$(date +%Y%m%d)
DEST=/opt/gesporta/entrada
sftp -i /home/gptadm/.ssh/id_nc -b - levantia@sftp.nodocentral.example <<FIN
cd /salida/levantia
get NUM_PORTADOS_${HOY}.txt.gz ${DEST}/
get RECHAZOS_${HOY}.txt.gz ${DEST}/
bye
FIN
[ $? -eq 0 ] && /opt/gesporta/bin/carga_portados.sh ${DEST}/NUM_PORTADOS_${HOY}.txt.gz
