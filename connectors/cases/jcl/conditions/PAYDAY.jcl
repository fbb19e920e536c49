//PAYDAY   JOB (ACCT,'FIN'),'PAYROLL DAY',CLASS=A,MSGCLASS=X,           00010000
//             NOTIFY=&SYSUID,COND=(8,LT)                               00020000
//*------------------------------------------------------------------* 00030000
//PROCLIB  JCLLIB ORDER=(FIN.PROD.PROCLIB,SYS1.PROCLIB)                 00040000
//         INCLUDE MEMBER=PAYSET                                        00050000
//*  EXTRACT THE HOURS AND KEEP A GENERATION                            00060000
//EXTRACT  EXEC PAYPROC,HLQ=&ENV..PAY,                                  00070000
//             WHAT=HOURS                                               00080000
//UNLD.SYSIN DD *,SYMBOLS=JCLONLY                                       00090000
  UNLOAD TABLESPACE PAYDB.HOURTS                                        00100000
  FROM TABLE PAY.HOURS                                                  00110000
/*                                                                      00120000
//CHECK    IF (EXTRACT.UNLD.RC <= 4) THEN                               00130000
//SORTIT   EXEC PGM=SORT,REGION=0M                                      00140000
//SORTIN   DD DISP=SHR,DSN=&ENV..PAY.HOURS(0)                           00150000
//SORTOUT  DD DISP=(NEW,CATLG,DELETE),DSN=&ENV..PAY.SORTED(+1),         00160000
//            SPACE=(CYL,(50,50),RLSE),DCB=(RECFM=FB,LRECL=120)         00170000
//SYSIN    DD *                                                         00180000
  SORT FIELDS=(1,8,CH,A)                                                00190000
  OUTREC FIELDS=(1,40,C'|',41,20)                                       00200000
/*                                                                      00210000
//SENDIT   EXEC PGM=FTP,PARM='bank.example.com (EXIT=8',COND=EVEN       00220000
//OUTPUT   DD SYSOUT=*                                                  00230000
//INPUT    DD *                                                         00240000
payuser                                                                 00250000
n0tMyPassw0rd                                                           00260000
put 'PROD.PAY.SORTED(0)' /inbox/hours.txt                               00270000
quit                                                                    00280000
/*                                                                      00290000
//         ELSE                                                         00300000
//ALARM    EXEC PGM=IEBGENER                                            00310000
//SYSUT1   DD DISP=SHR,DSN=&ENV..PAY.HOURS(0)                           00320000
//SYSUT2   DD DISP=(NEW,CATLG),DSN=&ENV..OPS.REJECTED                   00330000
//SYSIN    DD DUMMY                                                     00340000
//SYSPRINT DD SYSOUT=*                                                  00350000
//         ENDIF                                                        00360000
//CLEANUP  EXEC PGM=IEFBR14,COND=ONLY                                   00370000
//OLD      DD DSN=&ENV..PAY.WORK,DISP=(OLD,DELETE)                      00380000
