LOAD DATA
INFILE '/in/büro.dat'
INTO TABLE a.c
(x)
