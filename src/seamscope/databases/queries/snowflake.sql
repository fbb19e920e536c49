-- Snowflake. Run it in each database that matters, with a small warehouse.
-- Role: USAGE on the warehouse, the database and its schemas, and REFERENCES or SELECT on the objects.
-- Snowflake has no read-only transactions: give the role no right to write.
-- Never read: rows of tables, column defaults, credentials of stages.

-- part: server
SELECT CURRENT_VERSION() AS version,
       CURRENT_DATABASE() AS database_name,
       TO_CHAR(CURRENT_DATE(), 'YYYY-MM-DD') AS taken,
       '' AS host;

-- part: databases
SELECT database_name AS name FROM information_schema.databases ORDER BY 1;

-- part: tables
SELECT table_schema AS schema_name,
       table_name AS name,
       CASE table_type WHEN 'BASE TABLE' THEN 'table' ELSE LOWER(table_type) END AS kind,
       row_count AS row_count
  FROM information_schema.tables
 WHERE table_schema <> 'INFORMATION_SCHEMA'
 ORDER BY 1, 2;

-- part: columns
SELECT table_schema AS schema_name,
       table_name AS table_name,
       ordinal_position AS ordinal,
       column_name AS column_name,
       data_type AS data_type,
       is_nullable AS nullable,
       comment
  FROM information_schema.columns
 WHERE table_schema <> 'INFORMATION_SCHEMA'
 ORDER BY 1, 2, 3;

-- part: keys
SHOW PRIMARY KEYS IN DATABASE;

-- part: views
SELECT table_schema AS schema_name, table_name AS name, 'view' AS kind, view_definition AS definition
  FROM information_schema.views
 WHERE table_schema <> 'INFORMATION_SCHEMA'
 ORDER BY 1, 2;

-- part: routines
SELECT procedure_schema AS schema_name,
       procedure_name AS name,
       'procedure' AS kind,
       procedure_language AS language,
       'CREATE PROCEDURE "' || procedure_schema || '"."' || procedure_name || '"' || argument_signature
       || ' RETURNS ' || data_type || ' LANGUAGE ' || procedure_language || ' AS $$' || procedure_definition
       || '$$' AS definition
  FROM information_schema.procedures
UNION ALL
SELECT function_schema, function_name, 'function', function_language,
       'CREATE FUNCTION "' || function_schema || '"."' || function_name || '"' || argument_signature
       || ' RETURNS ' || data_type || ' LANGUAGE ' || function_language || ' AS $$' || function_definition
       || '$$'
  FROM information_schema.functions
 WHERE function_language = 'SQL'
 ORDER BY 1, 2;

-- part: servers
SELECT stage_schema AS schema_name,
       stage_name AS name,
       'stage' AS kind,
       stage_url AS location
  FROM information_schema.stages
 WHERE stage_url LIKE '%://%'
 ORDER BY 1, 2;

-- part: foreign_tables
SELECT table_schema AS schema_name,
       table_name AS name,
       SPLIT_PART(SPLIT_PART(LTRIM(location, '@'), '/', 1), '.', -1) AS server,
       REGEXP_SUBSTR(location, '/(.*)', 1, 1, 'e', 1) AS location
  FROM information_schema.external_tables
 ORDER BY 1, 2;

-- part: pipes
SELECT pipe_schema AS schema_name,
       pipe_name AS name,
       definition AS command,
       CASE is_autoingest_enabled WHEN 'YES' THEN 'on new files' ELSE '' END AS schedule,
       'enabled' AS status
  FROM information_schema.pipes
 ORDER BY 1, 2;

-- part: tasks
-- permissions: MONITOR on the tasks
SHOW TASKS IN DATABASE;

-- part: statements
-- permissions: the database role SNOWFLAKE.GOVERNANCE_VIEWER, for ACCOUNT_USAGE
SELECT query_text AS statement,
       COUNT(*) AS runs,
       schema_name AS schema_name,
       TO_CHAR(MAX(start_time), 'YYYY-MM-DD') AS last_run
  FROM snowflake.account_usage.query_history
 WHERE database_name = CURRENT_DATABASE()
   AND execution_status = 'SUCCESS'
   AND start_time > DATEADD(day, -30, CURRENT_TIMESTAMP())
 GROUP BY query_text, schema_name
 ORDER BY 2 DESC, 1
 LIMIT 5000;
