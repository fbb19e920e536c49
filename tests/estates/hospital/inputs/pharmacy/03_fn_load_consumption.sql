CREATE OR REPLACE FUNCTION apo.fn_load_consumption(p_day date DEFAULT current_date - 1)
RETURNS integer
LANGUAGE plpgsql
AS $$
DECLARE
  v_rows integer;
BEGIN
  DELETE FROM apo.verbrauch WHERE tag = p_day;

  INSERT INTO apo.verbrauch (tag, station, pzn, menge, einheit)
  SELECT p_day, left(m.bed, 3), m.pzn, sum(m.dose), m.unit
  FROM ext.med_administration m
  WHERE m.given_at >= p_day AND m.given_at < p_day + 1
  GROUP BY left(m.bed, 3), m.pzn, m.unit;

  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RAISE NOTICE 'loaded % rows', v_rows;
  RETURN v_rows;
END;
$$;
