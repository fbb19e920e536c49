-- Datenbank apotrend auf sbk-pg-02
CREATE EXTENSION IF NOT EXISTS tds_fdw;
CREATE EXTENSION IF NOT EXISTS jdbc_fdw;

CREATE SERVER fdw_mv FOREIGN DATA WRAPPER tds_fdw
  OPTIONS (servername 'sbk-sql-11.st-barbara.example', port '1433', database 'MVPROD');
CREATE USER MAPPING FOR apo_job SERVER fdw_mv OPTIONS (username 'apo_read', password 'Tablette#7');

CREATE SERVER fdw_f01 FOREIGN DATA WRAPPER jdbc_fdw
  OPTIONS (drivername 'com.sap.db.jdbc.Driver', url 'jdbc:sap://sbk-sap-f01.st-barbara.example:30215/?databaseName=F01', querytimeout '60', jarfile '/opt/jdbc/ngdbc.jar');

CREATE SCHEMA IF NOT EXISTS ext;
CREATE FOREIGN TABLE ext.med_administration (
  admin_id bigint, bed text, pzn text, dose numeric, unit text, given_at timestamp
) SERVER fdw_mv OPTIONS (schema_name 'dbo', table_name 'MedAdministration');

CREATE FOREIGN TABLE ext.mara (matnr varchar(40), mtart varchar(4), meins varchar(3), bismt varchar(40), laeda date)
  SERVER fdw_f01 OPTIONS (schema_name 'SAPHANADB', table_name 'MARA');
CREATE FOREIGN TABLE ext.zapo_article (matnr varchar(40), pzn varchar(8), ek_preis numeric(11,2), geaendert date)
  SERVER fdw_f01 OPTIONS (schema_name 'SAPHANADB', table_name 'ZAPO_ARTICLE');
