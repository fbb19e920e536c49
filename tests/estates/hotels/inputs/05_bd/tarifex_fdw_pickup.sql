-- srv-pmi-rms01, base tarifex. Pick-up de reservas. P. Quintana 02/2025
\c tarifex
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE SERVER crs_srv FOREIGN DATA WRAPPER postgres_fdw
  OPTIONS (host 'srv-pmi-crs01', port '5432', dbname 'almcrs');
CREATE USER MAPPING FOR tarifex_app SERVER crs_srv OPTIONS (user 'rms_ro', password '********');
CREATE SCHEMA IF NOT EXISTS crs_fdw;
IMPORT FOREIGN SCHEMA crs LIMIT TO (booking) FROM SERVER crs_srv INTO crs_fdw;

CREATE OR REPLACE PROCEDURE rms.carga_pickup()
LANGUAGE sql AS $$
  INSERT INTO rms.pickup (hotel, fecha, noches, cargado)
  SELECT b.hotel, b.llegada, count(*), now()
    FROM crs_fdw.booking b
   WHERE b.actualizado > now() - interval '1 hour'
   GROUP BY b.hotel, b.llegada;
$$;
