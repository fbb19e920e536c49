-- Analytisches Datenlager, Datenbank adl_core auf nhv-pg-adl01
-- Fremdserver fuer die naechtliche Beladung (D. Aksoy, 22.09.2025)
CREATE EXTENSION IF NOT EXISTS oracle_fdw;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;

CREATE SERVER pc_prd FOREIGN DATA WRAPPER oracle_fdw OPTIONS (dbserver '//nhv-orapc01.nordhafen.example:1521/PCPROD');
CREATE SERVER cc_prd FOREIGN DATA WRAPPER oracle_fdw OPTIONS (dbserver '//nhv-oracc01.nordhafen.example:1521/CCPROD');
CREATE SERVER fs_zps FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nhv-pg-partner01', port '5432', dbname 'partnerdb');
CREATE USER MAPPING FOR adl_load SERVER fs_zps OPTIONS (user 'adl_ro', password 'Kaikante-2024');

CREATE FOREIGN TABLE ext.pc_policyperiod (id bigint, policynumber varchar(40), periodstart timestamp, periodend timestamp, totalpremium numeric(15,2))
  SERVER pc_prd OPTIONS (schema 'PCUSER', table 'PC_POLICYPERIOD');
CREATE FOREIGN TABLE ext.cc_claim (id bigint, claimnumber varchar(40), lossdate timestamp, reserve numeric(15,2), policynumber varchar(40))
  SERVER cc_prd OPTIONS (schema 'CCUSER', table 'CC_CLAIM');
CREATE FOREIGN TABLE ext.zps_person (partner_nr bigint, nachname text, vorname text, plz text, geburtsdatum date)
  SERVER fs_zps OPTIONS (schema_name 'partner', table_name 'person');
