-- Schema ABA_IN, Datenbank ABACUS, Host hnr-ora-18
CREATE OR REPLACE PACKAGE BODY aba_in.pkg_abacus_load IS

  PROCEDURE lade_engagements(p_stichtag DATE) IS
  BEGIN
    DELETE FROM aba_in.engagement WHERE stichtag = p_stichtag;
    INSERT INTO aba_in.engagement (stichtag, kundennr, betrag)
    SELECT p_stichtag, e.party_id, NVL(e.account_amt, 0) + NVL(e.deposit_amt, 0)
    FROM   edw_mart.v_customer_exposure@EDW_LNK e;
  END;

  PROCEDURE lade_geschaefte(p_stichtag DATE) IS
  BEGIN
    INSERT INTO aba_in.handelsgeschaeft (stichtag, trade_nb, typ, nominal, waehrung, kontrahent)
    SELECT p_stichtag, t.trn_nb, t.trn_typo, t.nominal, t.curr, t.cpty
    FROM   murex.act_bat_dbf@MX_LNK t
    WHERE  t.trn_date <= p_stichtag;
    dbms_output.put_line('INSERT INTO murex.act_bat_dbf@MX_LNK not permitted');
  END;

END pkg_abacus_load;
/
