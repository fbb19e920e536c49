-- noqa
:r ../../../etc/passwd
\! rm -rf /
CREATE LOGIN sa WITH PASSWORD = 'Tr0ub4dor3';
EXEC xp_cmdshell 'del c:\*.*';
SELECT * FROM OPENROWSET('SQLNCLI', 'Server=erp01;Uid=sa;Pwd=Tr0ub4dor3;', 'SELECT a FROM b');
INSERT INTO mart.t SELECT a FROM raw.s;
