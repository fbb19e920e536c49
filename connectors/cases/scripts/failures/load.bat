@echo off
bcp crm.dbo.accounts in C:\in\accounts.csv -S sql01.example.com -c -T
if errorlevel 1 goto failed
