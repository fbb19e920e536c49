//EINLUNLD JOB (HNR,0815),'EINLAG SALDEN',CLASS=B,MSGCLASS=X,
//             NOTIFY=&SYSUID
//*---------------------------------------------------------------*
//* TAGESSALDEN DES EINLAGENSYSTEMS ENTLADEN UND AN DAS DWH GEBEN *
//*---------------------------------------------------------------*
//UNLOAD   EXEC PGM=EINL410
//STEPLIB  DD DSN=HNRP.EINLAG.LOADLIB,DISP=SHR
//KONTEN   DD DSN=HNRP.EINLAG.KONTEN.KSDS,DISP=SHR
//SALDEN   DD DSN=HNRP.EINLAG.SALDEN.UNLOAD,
//            DISP=(NEW,CATLG,DELETE),
//            SPACE=(CYL,(200,50),RLSE),
//            DCB=(RECFM=FB,LRECL=84,BLKSIZE=0)
//SYSOUT   DD SYSOUT=*
//SENDDWH  EXEC PGM=FTP,PARM='hnr-ora-12.hnr-bank.example (EXIT',
//            COND=(4,LT,UNLOAD)
//SYSFTPD  DD DSN=HNRP.TCPIP.FTPDATA,DISP=SHR
//OUTPUT   DD SYSOUT=*
//INPUT    DD *
edwload ########
ascii
cd /data/edw/in
put 'HNRP.EINLAG.SALDEN.UNLOAD' einlag_salden.dat
quit
/*
