USE perry;
SELECT a FROM raw.u;
