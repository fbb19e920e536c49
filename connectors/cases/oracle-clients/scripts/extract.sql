-- CONNECT nobody/never@NOWHERE
CONNECT report/s3cret-ora-pw@//ora1.example.com:1521/ERP
SET PAGESIZE 0
SET FEEDBACK OFF
SPOOL /out/orders.csv
SELECT order_id || ';' || total FROM erp.orders
 START WITH parent IS NULL
CONNECT BY PRIOR id = parent;
DELETE FROM erp.sent;
SPOOL OFF
SPOOL install.log
SELECT 'done' FROM dual;
SPOOL OFF
COPY FROM u/s3cret-c1@SRC TO u/s3cret-c2@TGT -
  INSERT stage.customers (id, name) -
  USING SELECT id, name FROM crm.customers
CONN dw/s3cret-dw-pw@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=dw9)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=DWH)))
INSERT INTO dw.fact SELECT a FROM stage.customers;
EXIT
