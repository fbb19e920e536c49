-- database stockroom on stk-db01
CREATE EXTENSION IF NOT EXISTS postgres_fdw;

CREATE SERVER gtr_srv FOREIGN DATA WRAPPER postgres_fdw
  OPTIONS (host 'gtr-db01', port '5432', dbname 'galleytrack', fetch_size '5000');
CREATE USER MAPPING FOR stockroom SERVER gtr_srv OPTIONS (user 'stk_if', password '********');

CREATE SCHEMA ext;
IMPORT FOREIGN SCHEMA api LIMIT TO (returned_unit, asset_in) FROM SERVER gtr_srv INTO ext;

CREATE OR REPLACE FUNCTION equip.sync_units() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  n integer := 0;
BEGIN
  INSERT INTO equip.unit_stock (unit_code, condition, station, seen_at)
  SELECT r.unit_code, r.condition, r.station, r.seen_at
    FROM ext.returned_unit r
   WHERE r.seen_at > (SELECT coalesce(max(seen_at), 'epoch') FROM equip.unit_stock);
  GET DIAGNOSTICS n = ROW_COUNT;

  INSERT INTO ext.asset_in (unit_code, unit_type, purchased_on)
  SELECT u.unit_code, u.unit_type, u.purchased_on
    FROM equip.unit u
   WHERE NOT u.registered;
  UPDATE equip.unit SET registered = true WHERE NOT registered;

  RETURN n;
END;
$$;

SELECT cron.schedule('sync_units', '*/20 * * * *', 'SELECT equip.sync_units()');
