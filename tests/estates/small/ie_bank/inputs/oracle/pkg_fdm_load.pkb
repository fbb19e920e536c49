CREATE OR REPLACE PACKAGE BODY fdm_owner.pkg_fdm_load AS
  ---------------------------------------------------------------------
  -- PKG_FDM_LOAD          database FDMPRD on ora-fdm01
  -- 2021-02  first version
  -- 2023-11  journals to the ledger added
  ---------------------------------------------------------------------
  c_pkg  CONSTANT VARCHAR2(30) := 'PKG_FDM_LOAD';

  PROCEDURE log_msg(p_step IN VARCHAR2, p_text IN VARCHAR2) IS
    PRAGMA AUTONOMOUS_TRANSACTION;
  BEGIN
    INSERT INTO fdm_log(log_ts, pkg, step, txt)
    VALUES (SYSTIMESTAMP, c_pkg, p_step, SUBSTR(p_text, 1, 4000));
    COMMIT;
  END log_msg;

  ---------------------------------------------------------------------
  -- external table EXT_CB_BALANCES:
  --   ORGANIZATION EXTERNAL (TYPE ORACLE_LOADER
  --     DEFAULT DIRECTORY FDM_IN            -- /u01/app/fdm/in
  --     LOCATION ('cb_balances.dat'))
  ---------------------------------------------------------------------
  PROCEDURE load_balances(p_bus_date IN DATE) IS
    l_cnt PLS_INTEGER;
  BEGIN
    DELETE FROM fdm_balance WHERE bus_date = p_bus_date AND src_sys = 'CBS';

    INSERT /*+ APPEND */ INTO fdm_balance
           (bus_date, src_sys, acc_no, ccy, bal_ledger, bal_cleared, product_cd, branch_cd)
    SELECT p_bus_date, 'CBS', e.acc_no, e.ccy, e.bal_ledger, e.bal_cleared,
           e.product_cd, e.branch_cd
      FROM ext_cb_balances e;
    l_cnt := SQL%ROWCOUNT;
    COMMIT;
    log_msg('LOAD_BALANCES', l_cnt || ' rows');
  EXCEPTION
    WHEN OTHERS THEN
      ROLLBACK;
      log_msg('LOAD_BALANCES', SQLERRM);
      RAISE;
  END load_balances;

  ---------------------------------------------------------------------
  -- journals: file is written to GL_OUT (/mnt/gl_out), which is mounted
  -- on the SAP application server; S4P job ZFI_FDM_JOURNAL imports it
  ---------------------------------------------------------------------
  PROCEDURE export_journals(p_bus_date IN DATE) IS
    l_f   UTL_FILE.FILE_TYPE;
    l_name VARCHAR2(60) := 'FDM_JNL_' || TO_CHAR(p_bus_date, 'YYYYMMDD') || '.txt';
  BEGIN
    l_f := UTL_FILE.FOPEN('GL_OUT', l_name, 'w', 32767);
    FOR r IN (SELECT j.company_cd, j.gl_account, j.cost_centre, j.ccy,
                     SUM(j.amount) amount
                FROM fdm_journal j
               WHERE j.bus_date = p_bus_date
                 AND j.status = 'READY'
               GROUP BY j.company_cd, j.gl_account, j.cost_centre, j.ccy)
    LOOP
      UTL_FILE.PUT_LINE(l_f, r.company_cd || '|' || r.gl_account || '|' ||
                             r.cost_centre || '|' || r.ccy || '|' ||
                             TO_CHAR(r.amount, 'FM999999999990.00'));
    END LOOP;
    UTL_FILE.FCLOSE(l_f);
    UPDATE fdm_journal SET status = 'SENT', sent_ts = SYSTIMESTAMP
     WHERE bus_date = p_bus_date AND status = 'READY';
    COMMIT;
    log_msg('EXPORT_JOURNALS', l_name);
  EXCEPTION
    WHEN OTHERS THEN
      IF UTL_FILE.IS_OPEN(l_f) THEN UTL_FILE.FCLOSE(l_f); END IF;
      log_msg('EXPORT_JOURNALS', SQLERRM);
      RAISE;
  END export_journals;

END pkg_fdm_load;
/
