@echo off
"C:\Program Files (x86)\WinSCP\WinSCP.com" /log=C:\log\w.log /ini=nul /command "open sftp://acme@files.bureau.example/ -hostkey=*" "put D:\out\leavers.csv /in/" "exit"
winscp.com /script=upload.txt
