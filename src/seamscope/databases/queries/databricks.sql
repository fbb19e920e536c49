-- Databricks with Unity Catalog. One run covers all catalogs that the user can see.
-- User: USE CATALOG, USE SCHEMA and BROWSE on the catalogs, USE CONNECTION on connections. Databricks
-- has no read-only transactions: give the user no right to write.
-- Never read: rows of tables, credentials of connections.

-- part: server
SELECT current_version().dbsql_version AS version,
       current_catalog() AS database_name,
       CAST(current_date() AS STRING) AS taken,
       '' AS host;

-- part: databases
SELECT catalog_name AS name FROM system.information_schema.catalogs ORDER BY 1;

-- part: tables
SELECT table_catalog AS database_name,
       table_schema AS schema_name,
       table_name AS name,
       CASE table_type WHEN 'MANAGED' THEN 'table' WHEN 'EXTERNAL' THEN 'external table'
                       WHEN 'FOREIGN' THEN 'foreign table' ELSE lower(table_type) END AS kind
  FROM system.information_schema.tables
 WHERE table_schema <> 'information_schema' AND table_catalog NOT IN ('system', 'samples')
 ORDER BY 1, 2, 3;

-- part: columns
SELECT table_catalog AS database_name,
       table_schema AS schema_name,
       table_name AS table_name,
       ordinal_position AS ordinal,
       column_name AS column_name,
       data_type AS data_type,
       is_nullable AS nullable,
       comment
  FROM system.information_schema.columns
 WHERE table_schema <> 'information_schema' AND table_catalog NOT IN ('system', 'samples')
 ORDER BY 1, 2, 3, 4;

-- part: keys
SELECT k.table_catalog AS database_name,
       k.table_schema AS schema_name,
       k.table_name AS table_name,
       k.constraint_name AS name,
       CASE c.constraint_type WHEN 'PRIMARY KEY' THEN 'primary' ELSE 'foreign' END AS kind,
       k.ordinal_position AS ordinal,
       k.column_name AS column_name
  FROM system.information_schema.key_column_usage AS k
  JOIN system.information_schema.table_constraints AS c
    ON c.constraint_catalog = k.constraint_catalog AND c.constraint_schema = k.constraint_schema
   AND c.constraint_name = k.constraint_name
 ORDER BY 1, 2, 3, 4, 6;

-- part: views
SELECT table_catalog AS database_name, table_schema AS schema_name, table_name AS name,
       'view' AS kind, view_definition AS definition
  FROM system.information_schema.views
 WHERE table_schema <> 'information_schema' AND table_catalog NOT IN ('system', 'samples')
 ORDER BY 1, 2, 3;

-- part: servers
-- permissions: USE CONNECTION on the connections
SELECT connection_name AS name, 'connection' AS kind, lower(connection_type) AS product, url AS host
  FROM system.information_schema.connections
 ORDER BY 1;

-- part: foreign_tables
SELECT table_catalog AS database_name, table_schema AS schema_name, table_name AS name,
       storage_path AS location
  FROM system.information_schema.tables
 WHERE table_type = 'EXTERNAL' AND table_catalog NOT IN ('system', 'samples')
 ORDER BY 1, 2, 3;

-- part: statements
-- permissions: SELECT on system.query.history
SELECT statement_text AS statement,
       count(*) AS runs,
       client_application AS application,
       CAST(CAST(max(start_time) AS DATE) AS STRING) AS last_run
  FROM system.query.history
 WHERE execution_status = 'FINISHED' AND start_time > current_date() - INTERVAL 30 DAYS
 GROUP BY statement_text, client_application
 ORDER BY 2 DESC, 1
 LIMIT 5000;
