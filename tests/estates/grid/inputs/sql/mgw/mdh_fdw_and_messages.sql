-- nsn-pg-05, database mgw (Marktdata Hub)
CREATE EXTENSION IF NOT EXISTS oracle_fdw;

CREATE SERVER mdh_ora FOREIGN DATA WRAPPER oracle_fdw
    OPTIONS (dbserver '//nsn-ora-02.noorderstroom.local:1521/MDHPRD');

CREATE USER MAPPING FOR mgw_app SERVER mdh_ora OPTIONS (user 'MGW_RO', password '********');

CREATE SCHEMA IF NOT EXISTS mdh;

CREATE FOREIGN TABLE mdh.volume_dag (
    ean        varchar(18) OPTIONS (key 'true'),
    dag        date,
    richting   varchar(3),
    kwh        numeric(14,3)
) SERVER mdh_ora OPTIONS (schema 'MDH', table 'VOLUME_DAG', readonly 'true');

CREATE OR REPLACE FUNCTION public.fn_build_messages(p_dag date)
RETURNS integer
LANGUAGE plpgsql
AS $$
DECLARE
    n integer;
BEGIN
    INSERT INTO public.outgoing_message (ean, dag, soort, kwh, aangemaakt)
    SELECT v.ean, v.dag, 'E65', v.kwh, now()
      FROM mdh.volume_dag v
      JOIN public.aansluiting_markt a ON a.ean = v.ean
     WHERE v.dag = p_dag
       AND a.leverancier IS NOT NULL;
    GET DIAGNOSTICS n = ROW_COUNT;

    RAISE NOTICE 'INSERT INTO public.archief SELECT ... (% rijen)', n;
    RETURN n;
END;
$$;
