#!/bin/bash
# Incidencias de Remedy -> EDW (ALMACÉN). Usuario RMD_TPT. 00:05
export ORACLE_HOME=/opt/oracle
sqlplus -s RMD_TPT/"$RMD_PWD"@ARSYSPRD <<SQL
set pages 0 lines 400 feedback off colsep '|'
spool /data/xfer/averias_$(date +%Y%m%d).dat
select incident_number, status, node, to_char(submit_date,'YYYY-MM-DD HH24:MI:SS') from ARADMIN.HPD_HELP_DESK where modified_date > sysdate-1;
spool off
SQL
tbuild -f /opt/tpt/stg_incidencia.tpt -u "TdpId='tdprd.levantia.example', TargetTable='EDW_PRD.STG_INCIDENCIA', Fichero='/data/xfer/averias_$(date +%Y%m%d).dat'"
