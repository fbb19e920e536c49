-- Oracle Database 12.2 and newer. Run it in each pluggable database that matters.
-- User: CREATE SESSION, and SELECT on the tables, or SELECT ANY DICTIONARY to see all objects. The ALL_
-- views show what the user may use. Rows of tables are not read.
-- Never read: rows of tables, defaults, histograms, passwords of links.

-- part: server
SELECT (SELECT MAX(version) FROM product_component_version) AS version,
       SYS_CONTEXT('USERENV', 'DB_NAME') AS database_name,
       TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), 'YYYY-MM-DD') AS taken,
       SYS_CONTEXT('USERENV', 'SERVER_HOST') AS host
  FROM dual;

-- part: tables
SELECT t.owner AS schema_name, t.table_name AS name, 'table' AS kind, t.num_rows AS row_count
  FROM all_tables t
  JOIN all_users u ON u.username = t.owner AND u.oracle_maintained = 'N'
 WHERE t.nested = 'NO'
UNION ALL
SELECT v.owner, v.view_name, 'view', NULL
  FROM all_views v
  JOIN all_users u ON u.username = v.owner AND u.oracle_maintained = 'N'
 ORDER BY 1, 2;

-- part: columns
SELECT c.owner AS schema_name,
       c.table_name AS table_name,
       c.column_id AS ordinal,
       c.column_name AS column_name,
       c.data_type AS data_type,
       c.nullable AS nullable,
       m.comments AS "comment"
  FROM all_tab_columns c
  LEFT JOIN all_col_comments m
    ON m.owner = c.owner AND m.table_name = c.table_name AND m.column_name = c.column_name
  JOIN all_users u ON u.username = c.owner AND u.oracle_maintained = 'N'
 ORDER BY 1, 2, 3;

-- part: keys
SELECT k.owner AS schema_name,
       k.table_name AS table_name,
       k.constraint_name AS name,
       CASE k.constraint_type WHEN 'P' THEN 'primary' WHEN 'U' THEN 'unique' ELSE 'foreign' END AS kind,
       c.position AS ordinal,
       c.column_name AS column_name,
       r.owner AS to_schema,
       r.table_name AS to_table,
       r.column_name AS to_column
  FROM all_constraints k
  JOIN all_users u ON u.username = k.owner AND u.oracle_maintained = 'N'
  JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name
  LEFT JOIN all_cons_columns r ON r.owner = k.r_owner AND r.constraint_name = k.r_constraint_name
   AND r.position = c.position
 WHERE k.constraint_type IN ('P', 'U', 'R')
 ORDER BY 1, 2, 3, 5;

-- part: views
SELECT v.owner AS schema_name, v.view_name AS name, 'view' AS kind, v.text AS definition
  FROM all_views v
  JOIN all_users u ON u.username = v.owner AND u.oracle_maintained = 'N'
 ORDER BY 1, 2;

-- part: materialized_views
SELECT v.owner AS schema_name, v.mview_name AS name, 'materialized view' AS kind, v.query AS definition
  FROM all_mviews v
  JOIN all_users u ON u.username = v.owner AND u.oracle_maintained = 'N'
 ORDER BY 1, 2;

-- part: source_lines
-- permissions: EXECUTE on the routines, or SELECT ANY DICTIONARY
SELECT s.owner AS schema_name,
       s.name AS name,
       s.type AS kind,
       s.line AS ordinal,
       s.text AS definition
  FROM all_source s
  JOIN all_users u ON u.username = s.owner AND u.oracle_maintained = 'N'
 WHERE s.type IN ('PROCEDURE', 'FUNCTION', 'PACKAGE', 'PACKAGE BODY', 'TRIGGER')
 ORDER BY 1, 2, 3, 4;

-- part: servers
SELECT owner AS schema_name,
       db_link AS name,
       'database link' AS kind,
       'Oracle' AS product,
       host AS connect_string
  FROM all_db_links
 ORDER BY 1, 2;

-- part: foreign_tables
SELECT l.owner AS schema_name,
       l.table_name AS name,
       d.directory_path || '/' || l.location AS location
  FROM all_external_locations l
  JOIN all_directories d ON d.directory_name = l.directory_name
 ORDER BY 1, 2;

-- part: synonyms
SELECT s.owner AS schema_name,
       s.synonym_name AS name,
       s.db_link AS to_server,
       s.table_owner AS to_schema,
       s.table_name AS to_name
  FROM all_synonyms s
 WHERE s.db_link IS NOT NULL
    OR s.table_owner IN (SELECT u.username FROM all_users u WHERE u.oracle_maintained = 'N')
 ORDER BY 1, 2;

-- part: jobs
SELECT j.owner AS schema_name,
       j.job_name AS name,
       CASE WHEN j.job_type IN ('PLSQL_BLOCK', 'SQL_SCRIPT', 'STORED_PROCEDURE') THEN 'sql'
            ELSE LOWER(j.job_type) END AS kind,
       CASE j.job_type WHEN 'STORED_PROCEDURE' THEN 'BEGIN ' || j.job_action || '; END;'
                       ELSE j.job_action END AS command,
       j.repeat_interval AS schedule,
       CASE j.enabled WHEN 'TRUE' THEN 'enabled' ELSE 'disabled' END AS status
  FROM all_scheduler_jobs j
  JOIN all_users u ON u.username = j.owner AND u.oracle_maintained = 'N'
 ORDER BY 1, 2;

-- part: statements
-- permissions: SELECT on V_$SQLAREA
SELECT q.sql_fulltext AS statement,
       q.executions AS runs,
       q.parsing_schema_name AS schema_name,
       q.module AS application,
       TO_CHAR(q.last_active_time, 'YYYY-MM-DD') AS last_run
  FROM v$sqlarea q
  JOIN all_users u ON u.username = q.parsing_schema_name AND u.oracle_maintained = 'N'
 ORDER BY 2 DESC
 FETCH FIRST 5000 ROWS ONLY;
