@echo off
rem it's the night job
echo it's time
set "SRV=HR01"
set DB=Staff
set OUT=\\fs07\out dir\person.txt
set SQLCMD="C:\Program Files\SQL\sqlcmd.exe"
bcp "SELECT a FROM %DB%.dbo.Person" queryout "%OUT%" -c ^
    -S %srv% -T
bcp Staff.dbo.Load in C:\in\load.csv -S !SRV! -U sa -P s3cret-bcp-pw
copy "C:\out\" "\\fs08\share\"
if exist C:\out\a.csv (
  xcopy C:\out\a.csv \\fs10\in\ /Y
)
if /i not "%1"=="full" goto :end
%SQLCMD% -S DW01 -Q "INSERT INTO dw.f SELECT a FROM stage.s"
"C:\tools\winscp.com" /command "open sftp://u:s3cret-scp-pw@sftp.example.com/" "put C:\out\a.csv /in/" "exit"
:: copy C:\x \\never\in
REM copy C:\x \\never\in
