-- auszufuehren auf tms-pg01, Datenbank tourplan
CREATE EXTENSION IF NOT EXISTS postgres_fdw;

CREATE SERVER cenniki FOREIGN DATA WRAPPER postgres_fdw
  OPTIONS (host 'kompas-pg01.nordwarta.example', port '5432', dbname 'kompas', fetch_size '5000');

CREATE USER MAPPING FOR dispo SERVER cenniki OPTIONS (user 'tms_ro', password 'xxxx');

CREATE SCHEMA IF NOT EXISTS ext;
IMPORT FOREIGN SCHEMA public LIMIT TO (tarif, zuschlag) FROM SERVER cenniki INTO ext;

CREATE MATERIALIZED VIEW dispo.tarif_aktuell AS
SELECT t.relation, t.preis, z.diesel
FROM ext.tarif t JOIN ext.zuschlag z USING (monat)
WHERE t.gueltig_bis IS NULL;

-- pg_cron
SELECT cron.schedule('tarif', '0 4 * * *', 'REFRESH MATERIALIZED VIEW dispo.tarif_aktuell');
