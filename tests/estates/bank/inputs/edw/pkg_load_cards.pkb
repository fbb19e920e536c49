CREATE OR REPLACE PACKAGE BODY edw_etl.pkg_load_cards AS
  CURSOR c_cards IS
    SELECT c.contract_number, c.client_id, c.card_expire, c.contr_status
      FROM ows.acnt_contract@LNK_CARDS c
     WHERE c.con_cat = 'C';

  PROCEDURE load_cards IS
  BEGIN
    FOR r IN c_cards LOOP
      UPDATE edw_core.card
         SET status_cd = r.contr_status, expiry = r.card_expire
       WHERE contract_no = r.contract_number;
      IF SQL%NOTFOUND THEN
        INSERT INTO edw_core.card (contract_no, party_id, expiry, status_cd)
        VALUES (r.contract_number, r.client_id, r.card_expire, r.contr_status);
      END IF;
    END LOOP;
    COMMIT;
  END load_cards;
END pkg_load_cards;
/
