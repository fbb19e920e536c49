@echo off
rem export.cmd   Server: srv-stk01   every 15 min
robocopy D:\STK\out \\fs-01\in V_*.xml /MOV
