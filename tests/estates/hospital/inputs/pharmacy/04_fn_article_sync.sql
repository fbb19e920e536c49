-- Artikelstamm: neue Artikel kommen aus der Materialwirtschaft, PZN und Einkaufspreis pflegt die Apotheke
CREATE OR REPLACE PROCEDURE apo.article_sync()
LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO apo.artikel (matnr, bezeichnung_alt, einheit, angelegt)
  SELECT a.matnr, a.bismt, a.meins, a.laeda
  FROM ext.mara a
  WHERE a.mtart = 'ZMED'
  ON CONFLICT (matnr) DO UPDATE SET einheit = EXCLUDED.einheit;

  INSERT INTO ext.zapo_article (matnr, pzn, ek_preis, geaendert)
  SELECT matnr, pzn, ek_preis, current_date
  FROM apo.artikel
  WHERE geaendert_am >= current_date - 1;
  COMMIT;
END;
$$;
