//PAYPROC  PROC HLQ='TEST.PAY',WHAT=,SSID=DB2P                          00010000
//UNLD     EXEC PGM=DSNUTILB,PARM='&SSID,PAYUNLD'                       00020000
//SYSREC   DD DSN=&HLQ..&WHAT(+1),DISP=(NEW,CATLG,DELETE),              00030000
//            UNIT=SYSDA                                                00040000
//SYSPRINT DD SYSOUT=*                                                  00050000
//         PEND                                                         00060000
