-- Base geoclair_prod (srv-sig01) - lancé chaque nuit par pg_cron
-- Auteur : cellule SIG
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE SERVER IF NOT EXISTS srv_ads FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host 'srv-urb01', port '5432', dbname 'openurba');
CREATE USER MAPPING IF NOT EXISTS FOR sig SERVER srv_ads OPTIONS (user 'lecture_sig', password 'xxxxx');
IMPORT FOREIGN SCHEMA public LIMIT TO (dossier, emprise) FROM SERVER srv_ads INTO ads;

CREATE OR REPLACE FUNCTION urbanisme.maj_permis() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    n integer;
BEGIN
    DELETE FROM urbanisme.permis WHERE maj < now() - interval '1 day';
    INSERT INTO urbanisme.permis (num_dossier, etat, geom, maj)
    SELECT d.numero, d.etat, ST_Transform(e.geom, 2154), now()
      FROM ads.dossier d
      JOIN ads.emprise e ON e.dossier_id = d.id
     WHERE d.etat IN ('ACCORDE','EN_COURS')
    ON CONFLICT (num_dossier) DO UPDATE SET etat = EXCLUDED.etat, geom = EXCLUDED.geom, maj = now();
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;

SELECT cron.schedule('permis', '30 2 * * *', 'SELECT urbanisme.maj_permis()');
