-- Datenbank PAYHUB
CREATE OR REPLACE PACKAGE BODY phub.pkg_booking AS

  -- Buchungen in das Kernbanksystem stellen
  PROCEDURE post_bookings IS
  BEGIN
    INSERT INTO phub.kbs_booking_in (ext_ref, debit_acct, credit_acct, amount, curry, value_date)
    SELECT p.payment_id, p.debtor_acct, p.creditor_acct, p.amount, p.currency, p.value_date
      FROM phub.payment p
     WHERE p.state = 'RELEASED' AND p.booked = 'N';
    UPDATE phub.payment SET booked = 'Y' WHERE state = 'RELEASED' AND booked = 'N';
    COMMIT;
  END post_bookings;

  -- Kontostatus und Limite auffrischen
  PROCEDURE refresh_accounts IS
  BEGIN
    MERGE INTO phub.account_ref t
    USING (SELECT iban, status_cd, limit_amt FROM k.obj_account@KBS_LINK) s
       ON (t.iban = s.iban)
     WHEN MATCHED THEN UPDATE SET t.status_cd = s.status_cd, t.limit_amt = s.limit_amt
     WHEN NOT MATCHED THEN INSERT (iban, status_cd, limit_amt) VALUES (s.iban, s.status_cd, s.limit_amt);
    COMMIT;
  END refresh_accounts;

END pkg_booking;
/
