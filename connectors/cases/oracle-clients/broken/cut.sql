SPOOL /out/cut.csv
SELECT a FROM b.c WHERE d = 'x