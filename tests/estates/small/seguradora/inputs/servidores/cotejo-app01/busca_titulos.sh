#!/bin/bash
# cotejo-app01 - cron: 0 5,13 * * 1-5
# 1) busca os títulos emitidos no servidor do SGC
# 2) busca o retorno CNAB da VAN
# 3) concilia e devolve os pagamentos ao SGC
set -e
DIR=/dados/cotejo/entrada
lftp -u cotejo,"$SENHA_SGC" sftp://sgc-app01.araucaria.example -e "cd /saida/titulos; mget -E -O $DIR titulos_*.csv; bye"
lftp -u araucaria,"$SENHA_VAN" sftp://van.bancos.example -e "cd /retorno; mget -E -O $DIR CB*.RET; bye"
/opt/cotejo/bin/concilia --entrada "$DIR" --saida /tmp/conciliados.json
curl -sS --fail -X POST -H 'Content-Type: application/json' --data @/tmp/conciliados.json https://sgc-app01.araucaria.example/api/pagamentos
