-- refresh_reference.sql : run as FDM_OWNER on FDMPRD
-- creates the two nightly reference jobs
SET DEFINE OFF
WHENEVER SQLERROR EXIT FAILURE

CREATE OR REPLACE PROCEDURE p_refresh_coa AS
BEGIN
  EXECUTE IMMEDIATE 'TRUNCATE TABLE fdm_gl_account';
  INSERT INTO fdm_gl_account (gl_account, short_text, long_text, acct_group)
  SELECT s.saknr, t.txt20, t.txt50, s.ktoks
    FROM ska1@s4p_link s
    JOIN skat@s4p_link t ON t.mandt = s.mandt AND t.ktopl = s.ktopl AND t.saknr = s.saknr
   WHERE s.mandt = '300' AND s.ktopl = 'CBIE' AND t.spras = 'E';

  MERGE INTO fdm_cost_centre d
  USING (SELECT kostl, ktext FROM cskt@s4p_link
          WHERE mandt = '300' AND spras = 'E' AND kokrs = 'CB00') q
     ON (d.cost_centre = q.kostl)
   WHEN MATCHED THEN UPDATE SET d.descr = q.ktext
   WHEN NOT MATCHED THEN INSERT (cost_centre, descr) VALUES (q.kostl, q.ktext);
  COMMIT;
END;
/

CREATE OR REPLACE PROCEDURE p_refresh_fx (p_date IN DATE DEFAULT TRUNC(SYSDATE)) AS
  l_req  UTL_HTTP.req;
  l_resp UTL_HTTP.resp;
  l_txt  VARCHAR2(32767);
  l_body CLOB;
BEGIN
  UTL_HTTP.set_wallet('file:/u01/app/oracle/wallet', NULL);
  l_req := UTL_HTTP.begin_request(
             'https://finmark-api.cbbank.example/v2/fx/ecb?date=' || TO_CHAR(p_date, 'YYYY-MM-DD'),
             'GET', 'HTTP/1.1');
  UTL_HTTP.set_header(l_req, 'Accept', 'application/json');
  l_resp := UTL_HTTP.get_response(l_req);
  DBMS_LOB.createtemporary(l_body, TRUE);
  BEGIN
    LOOP
      UTL_HTTP.read_text(l_resp, l_txt, 32000);
      DBMS_LOB.writeappend(l_body, LENGTH(l_txt), l_txt);
    END LOOP;
  EXCEPTION WHEN UTL_HTTP.end_of_body THEN UTL_HTTP.end_response(l_resp);
  END;

  MERGE INTO fdm_fx_rate d
  USING (SELECT j.ccy, j.rate
           FROM JSON_TABLE(l_body, '$.rates[*]'
                COLUMNS (ccy VARCHAR2(3) PATH '$.currency', rate NUMBER PATH '$.mid')) j) q
     ON (d.rate_date = p_date AND d.ccy = q.ccy)
   WHEN MATCHED THEN UPDATE SET d.rate = q.rate
   WHEN NOT MATCHED THEN INSERT (rate_date, ccy, rate) VALUES (p_date, q.ccy, q.rate);
  COMMIT;
END;
/

BEGIN
  DBMS_SCHEDULER.create_job('JOB_REFRESH_COA', job_type => 'STORED_PROCEDURE',
    job_action => 'P_REFRESH_COA', repeat_interval => 'FREQ=DAILY;BYHOUR=4', enabled => TRUE);
  DBMS_SCHEDULER.create_job('JOB_REFRESH_FX', job_type => 'STORED_PROCEDURE',
    job_action => 'P_REFRESH_FX', repeat_interval => 'FREQ=DAILY;BYHOUR=17', enabled => TRUE);
END;
/
