@echo off
REM sqlcmd -S OLD -Q "SELECT 1"
set SRV=HRSQL02
sqlcmd -S %SRV% -d Staff -Q "SELECT Id FROM dbo.Person" -o \\fs07\out\person.txt
robocopy \\fs07\out D:\load person.txt /MIR
"C:\sap\startrfc.exe" -3 -d PRD -u svc -p geheim -F Z_STAFF_GET
java -jar etl.jar --target=jdbc:oracle:thin:@//fin01.example:1521/FIN
