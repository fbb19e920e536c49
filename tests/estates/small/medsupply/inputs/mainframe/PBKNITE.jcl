//PBKNITE  JOB (ACCT,PBK),'PRICEBOOK NIGHTLY',CLASS=A,MSGCLASS=X,
//             NOTIFY=&SYSUID,REGION=0M
//*------------------------------------------------------------*
//* PRICEBOOK NIGHTLY - W.IMHOFF                               *
//* STEP010 GET ITEM COST FROM JDE                             *
//* STEP020 RECALCULATE CONTRACT PRICES (DB2 PBKDB)            *
//* STEP030 SEND PRICES TO JDE                                 *
//*------------------------------------------------------------*
//STEP010  EXEC PGM=FTP,PARM='jdeprd01.corvane.example (EXIT'
//SYSPRINT DD SYSOUT=*
//OUTPUT   DD SYSOUT=*
//INPUT    DD *
pbkftp xxxxxxxx
ascii
cd /export/itemcost
get itemcost.dat 'PBK.PROD.ITEMCOST' (replace
quit
/*
//STEP020  EXEC PGM=IKJEFT01,COND=(0,NE)
//STEPLIB  DD DISP=SHR,DSN=PBK.PROD.LOADLIB
//SYSTSPRT DD SYSOUT=*
//COSTIN   DD DISP=SHR,DSN=PBK.PROD.ITEMCOST
//PRICEOUT DD DISP=(NEW,CATLG,DELETE),DSN=PBK.PROD.PRICES(+1),
//            SPACE=(CYL,(50,10),RLSE),DCB=(RECFM=FB,LRECL=200)
//SYSTSIN  DD *
  DSN SYSTEM(DB2P)
  RUN PROGRAM(PBK200) PLAN(PBKPLAN)
  END
/*
//STEP030  EXEC PGM=FTP,PARM='jdeprd01.corvane.example (EXIT',COND=(0,NE)
//SYSPRINT DD SYSOUT=*
//INPUT    DD *
pbkftp xxxxxxxx
ascii
cd /import/prices
put 'PBK.PROD.PRICES(0)' prices.dat
quit
/*
//* STEP040 SENT INVOICES TO BILL400, REMOVED 2019
