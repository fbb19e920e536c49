@echo off
REM ------------------------------------------------------------
REM  FW-APP02  D:\jobs\nightly_imports.cmd
REM  01:15 daily
REM ------------------------------------------------------------
setlocal
set WORK=D:\jobs\work
set WINSCP="C:\Program Files (x86)\WinSCP\WinSCP.com"

REM --- 1. gas safety certificates
%WINSCP% /ini=nul /log=%WORK%\gas.log /command ^
  "open sftp://fenwater@sftp.gassure.example/ -hostkey=* " ^
  "get /certs/LGSR_*.csv %WORK%\gas\ -delete" ^
  "exit"
if errorlevel 1 goto fail
sqlcmd -S FW-SQL05 -d COMPASS_AM -E -Q "EXEC import.usp_LoadLGSR '%WORK%\gas\'"

REM --- 1b. property list to the contractors, switched off by compliance 11/2025
REM bcp "SELECT UPRN,Addr1,PostCode FROM COMPASS_AM.am.Asset" queryout %WORK%\gas\props.csv -c -t, -S FW-SQL05 -T
REM %WINSCP% /ini=nul /command "open sftp://fenwater@sftp.gassure.example/" "put %WORK%\gas\props.csv /in/" "exit"

REM --- 2. payroll journal (only there after the 25th)
if exist \\fw-fs01\people$\PPAY_JNL_*.csv (
  for %%f in (\\fw-fs01\people$\PPAY_JNL_*.csv) do (
    bcp FINLIVE.dbo.JournalImport in "%%f" -c -t, -F2 -S FW-FIN02 -T
    move "%%f" \\fw-fs01\people$\done\
  )
)
goto end
:fail
blat -to servicedesk@fenwater.example -subject "nightly_imports failed" -body "see log"
:end
endlocal
