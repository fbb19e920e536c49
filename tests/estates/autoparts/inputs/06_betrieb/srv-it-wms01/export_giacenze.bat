@ECHO OFF
REM Esportazione giacenze di magazzino - operazione pianificata 22:00 (LDP)
bcp "SELECT cod_art, ubicazione, qta FROM MGP_DB.dbo.v_giacenze" queryout D:\exp\giacenze.csv -S srv-it-wms01 -T -c -t";"
copy /Y D:\exp\giacenze.csv \\srv-it-fs01\scambio$\mgp_in\giacenze.csv
REM copy /Y D:\exp\giacenze.csv \\as400vb\qdls\mag\     (non serve piu', AS400 spento)
