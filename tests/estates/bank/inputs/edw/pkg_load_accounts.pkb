CREATE OR REPLACE PACKAGE BODY edw_etl.pkg_load_accounts AS

  PROCEDURE load_accounts (p_day IN DATE DEFAULT TRUNC(SYSDATE) - 1) IS
    l_cnt PLS_INTEGER := 0;
  BEGIN
    EXECUTE IMMEDIATE 'TRUNCATE TABLE edw_stage.stg_account';

    INSERT /*+ APPEND */ INTO edw_stage.stg_account
           (account_id, party_id, product_cd, balance_amt, currency_cd, snapshot_dt)
    SELECT a.obj_id, a.bp_id, a.prod_key, a.balance, a.curry_iso, p_day
      FROM k.obj_account@AVQ_LINK a
     WHERE a.status_cd <> 'CLOSED';
    l_cnt := SQL%ROWCOUNT;
    COMMIT;

    MERGE INTO edw_core.account t
    USING edw_stage.stg_account s
       ON (t.account_id = s.account_id AND t.snapshot_dt = s.snapshot_dt)
     WHEN MATCHED THEN UPDATE SET t.balance_amt = s.balance_amt
     WHEN NOT MATCHED THEN INSERT (account_id, party_id, product_cd, balance_amt, currency_cd, snapshot_dt)
          VALUES (s.account_id, s.party_id, s.product_cd, s.balance_amt, s.currency_cd, s.snapshot_dt);

    -- Ratings werden seit 2023 nicht mehr gebraucht
    -- INSERT INTO edw_core.rating (party_id, pd, lgd)
    -- SELECT party_id, pd, lgd FROM rrk.result@RISK_LINK WHERE run_dt = p_day;

    edw_etl.pkg_log.write('load_accounts', l_cnt);
  EXCEPTION
    WHEN OTHERS THEN
      ROLLBACK;
      edw_etl.pkg_log.error('load_accounts', SQLERRM);
      RAISE;
  END load_accounts;

END pkg_load_accounts;
/
