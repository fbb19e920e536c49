-- Schema FINP, Datenbank FINPDB (srvfin02)
-- Datenbank-Links:
--   CREATE DATABASE LINK KBS1  CONNECT TO finp_if IDENTIFIED BY "***" USING 'KBSPROD';
--   CREATE DATABASE LINK VALDB CONNECT TO finp_ro IDENTIFIED BY "***" USING 'VALDB';
CREATE OR REPLACE PACKAGE BODY finp.pkg_finp_tausch AS

  PROCEDURE lade_positionen(p_stichtag IN DATE) IS
  BEGIN
    DELETE FROM finp.position_tag WHERE stichtag = p_stichtag;
    INSERT INTO finp.position_tag (stichtag, depot_nr, valor, bestand)
    SELECT p_stichtag, d.depot_nr, d.valor_nr, d.bestand
      FROM kbs.depotbestand@KBS1 d
     WHERE d.datum = p_stichtag;
    COMMIT;
  END lade_positionen;

  PROCEDURE lade_kurse IS
  BEGIN
    FOR r IN (SELECT valor_nr, kurs, kurs_whg, kurs_ts FROM val.kurs_aktuell@VALDB) LOOP
      UPDATE finp.instrument i
         SET i.kurs = r.kurs, i.kurs_whg = r.kurs_whg, i.kurs_ts = r.kurs_ts
       WHERE i.valor = r.valor_nr;
    END LOOP;
    COMMIT;
  END lade_kurse;

  PROCEDURE auftraege_freigeben IS
  BEGIN
    INSERT INTO kbs.auftrag_eingang@KBS1 (ext_id, depot_nr, valor_nr, seite, menge, limite)
    SELECT o.id, o.depot_nr, o.valor, o.seite, o.menge, o.limite
      FROM finp.order_korb o
     WHERE o.status = 'FREI';
    UPDATE finp.order_korb SET status = 'GESENDET' WHERE status = 'FREI';
    COMMIT;
  END auftraege_freigeben;

END pkg_finp_tausch;
/
