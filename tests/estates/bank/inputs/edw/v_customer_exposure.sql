-- EDWPRD
CREATE OR REPLACE VIEW edw_mart.v_customer_exposure AS
SELECT a.party_id, SUM(a.balance_amt) AS account_amt, SUM(d.saldo) AS deposit_amt
  FROM edw_core.account a
  LEFT JOIN edw_stage.stg_deposit_balance d ON d.kundennr = a.party_id
 WHERE a.snapshot_dt = TRUNC(SYSDATE) - 1
 GROUP BY a.party_id;
