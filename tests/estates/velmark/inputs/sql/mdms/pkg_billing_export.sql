-- Database MDMSPRD on vmk-ora-05, schema MDMS_APP (Zaehlerdatenmanagement)
CREATE DATABASE LINK isu_p17
  CONNECT TO mdms_if IDENTIFIED BY VALUES ':1'
  USING 'vmk-ora-03.velmark.local:1521/P17';

CREATE OR REPLACE PACKAGE BODY mdms_app.pkg_billing_export AS

  PROCEDURE push_billing_reads(p_period IN VARCHAR2) IS
  BEGIN
    INSERT INTO zif_billing_read@isu_p17 (equnr, read_date, read_value, quality)
    SELECT d.device_no, r.read_date, r.read_value, r.quality
      FROM mdms_app.validated_read r
      JOIN mdms_app.device d ON d.device_id = r.device_id
     WHERE r.period = p_period
       AND r.released = 'Y';
    COMMIT;
  END push_billing_reads;

  PROCEDURE pull_devices IS
  BEGIN
    MERGE INTO mdms_app.device t
    USING (SELECT e.equnr, e.sernr, i.anlage
             FROM equi@isu_p17 e
             JOIN eanl@isu_p17 i ON i.logikzw = e.equnr) s
    ON (t.device_no = s.equnr)
    WHEN MATCHED THEN UPDATE SET t.serial_no = s.sernr, t.installation = s.anlage
    WHEN NOT MATCHED THEN INSERT (device_no, serial_no, installation) VALUES (s.equnr, s.sernr, s.anlage);
  END pull_devices;

END pkg_billing_export;
/
