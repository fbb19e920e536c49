OPTIONS (SKIP=1, DIRECT=TRUE)
-- INFILE '/in/never.dat'
LOAD DATA
CHARACTERSET UTF8
INFILE '/in/orders.dat' "str '\n'"
INFILE '/in/orders2.dat'
BADFILE '/in/orders.bad'
APPEND
INTO TABLE erp.orders
WHEN kind = 'H'
FIELDS TERMINATED BY ';'
(id, total)
INTO TABLE "ERP"."LINES"
FIELDS TERMINATED BY ';'
(id, line)
