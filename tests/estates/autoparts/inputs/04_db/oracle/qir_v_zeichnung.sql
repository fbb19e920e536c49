-- Schema QIR auf QIRP. Für Prüfplaner: Merkmale aus der Zeichnungsverwaltung
-- 2023-05 cm
CREATE DATABASE LINK tv_link CONNECT TO qir_read IDENTIFIED BY "***" USING 'TVPROD';

CREATE OR REPLACE FORCE VIEW qir.v_zeichnung_merkmal AS
SELECT i.item_no       AS teilenummer,
       i.revision      AS index_zng,
       c.char_no       AS merkmal_nr,
       c.nominal, c.upper_tol, c.lower_tol
  FROM tvadm.tv_item@tv_link i
  JOIN tvadm.tv_characteristic@tv_link c ON c.item_id = i.item_id
 WHERE i.state = 'RELEASED';

GRANT SELECT ON qir.v_zeichnung_merkmal TO qir_planer;
