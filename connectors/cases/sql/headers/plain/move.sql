-- database migration script
SELECT a FROM raw.s;
