-- BigQuery. One run covers a project in one location: `?location=EU` in the URL, US if it has none.
-- Roles: BigQuery Metadata Viewer and BigQuery Job User. BigQuery has no read-only transactions: give
-- the account no right to write. Each query costs the 10 MB that BigQuery charges at least.
-- Never read: rows of tables, users of jobs.

-- part: server
SELECT '' AS version, @@project_id AS database_name, CAST(CURRENT_DATE() AS STRING) AS taken, '' AS host;

-- part: tables
SELECT table_catalog AS database_name,
       table_schema AS schema_name,
       table_name AS name,
       CASE table_type WHEN 'BASE TABLE' THEN 'table' WHEN 'EXTERNAL' THEN 'external table'
                       ELSE LOWER(table_type) END AS kind
  FROM `region-{location}`.INFORMATION_SCHEMA.TABLES
 ORDER BY 1, 2, 3;

-- part: row_counts
SELECT project_id AS database_name, table_schema AS schema_name, table_name AS name,
       total_rows AS row_count
  FROM `region-{location}`.INFORMATION_SCHEMA.TABLE_STORAGE
 ORDER BY 1, 2, 3;

-- part: columns
SELECT c.table_catalog AS database_name,
       c.table_schema AS schema_name,
       c.table_name AS table_name,
       c.ordinal_position AS ordinal,
       c.column_name AS column_name,
       c.data_type AS data_type,
       c.is_nullable AS nullable,
       p.description AS comment
  FROM `region-{location}`.INFORMATION_SCHEMA.COLUMNS AS c
  LEFT JOIN `region-{location}`.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS AS p
    ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.field_path = c.column_name
 ORDER BY 1, 2, 3, 4;

-- part: views
SELECT table_catalog AS database_name, table_schema AS schema_name, table_name AS name,
       'view' AS kind, view_definition AS definition
  FROM `region-{location}`.INFORMATION_SCHEMA.VIEWS
 ORDER BY 1, 2, 3;

-- part: routines
SELECT routine_catalog AS database_name, routine_schema AS schema_name, routine_name AS name,
       LOWER(routine_type) AS kind, routine_body AS language, ddl AS definition
  FROM `region-{location}`.INFORMATION_SCHEMA.ROUTINES
 ORDER BY 1, 2, 3;

-- part: foreign_tables
SELECT table_catalog AS database_name,
       table_schema AS schema_name,
       table_name AS name,
       REGEXP_EXTRACT(ddl, r'uris\s*=\s*\["([^"]+)"') AS location
  FROM `region-{location}`.INFORMATION_SCHEMA.TABLES
 WHERE table_type = 'EXTERNAL'
 ORDER BY 1, 2, 3;

-- part: statements
-- permissions: BigQuery Resource Viewer, for the jobs of others
SELECT query AS statement,
       COUNT(*) AS runs,
       project_id AS database_name,
       CAST(DATE(MAX(creation_time)) AS STRING) AS last_run
  FROM `region-{location}`.INFORMATION_SCHEMA.JOBS_BY_PROJECT
 WHERE job_type = 'QUERY' AND state = 'DONE' AND error_result IS NULL
   AND creation_time > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY)
 GROUP BY query, project_id
 ORDER BY 2 DESC, 1
 LIMIT 5000;
