-- SQL Server 2016 and newer, Azure SQL. Run it in each database that matters.
-- Login: CONNECT on the database and VIEW DEFINITION. Rows of tables are not read.
-- Never read: rows of tables, defaults, logins of linked servers, credentials.

-- part: server
SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version,
       DB_NAME() AS database_name,
       CONVERT(varchar(10), SYSUTCDATETIME(), 23) AS taken,
       CAST(SERVERPROPERTY('MachineName') AS nvarchar(128)) AS host;

-- part: databases
SELECT name FROM sys.databases WHERE database_id > 4 ORDER BY name;

-- part: tables
SELECT s.name AS schema_name,
       o.name AS name,
       CASE WHEN o.type = 'V' THEN 'view' WHEN t.is_external = 1 THEN 'external table'
            ELSE 'table' END AS kind,
       CASE WHEN o.type = 'U' AND t.is_external = 0
            THEN (SELECT SUM(p.rows) FROM sys.partitions AS p
                   WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)) END AS row_count
  FROM sys.objects AS o
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  LEFT JOIN sys.tables AS t ON t.object_id = o.object_id
 WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
 ORDER BY 1, 2;

-- part: columns
SELECT s.name AS schema_name,
       o.name AS table_name,
       c.column_id AS ordinal,
       c.name AS column_name,
       TYPE_NAME(c.user_type_id) AS data_type,
       c.is_nullable AS nullable,
       CAST(x.value AS NVARCHAR(400)) AS comment
  FROM sys.columns AS c
  JOIN sys.objects AS o ON o.object_id = c.object_id
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  LEFT JOIN sys.extended_properties AS x
    ON x.class = 1 AND x.major_id = c.object_id AND x.minor_id = c.column_id
   AND x.name = 'MS_Description'
 WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
 ORDER BY 1, 2, 3;

-- part: keys
SELECT s.name AS schema_name,
       o.name AS table_name,
       k.name AS name,
       CASE k.type WHEN 'PK' THEN 'primary' ELSE 'unique' END AS kind,
       i.key_ordinal AS ordinal,
       COL_NAME(i.object_id, i.column_id) AS column_name,
       NULL AS to_schema,
       NULL AS to_table,
       NULL AS to_column
  FROM sys.key_constraints AS k
  JOIN sys.objects AS o ON o.object_id = k.parent_object_id
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  JOIN sys.index_columns AS i ON i.object_id = k.parent_object_id AND i.index_id = k.unique_index_id
 WHERE i.key_ordinal > 0
UNION ALL
SELECT OBJECT_SCHEMA_NAME(f.parent_object_id),
       OBJECT_NAME(f.parent_object_id),
       OBJECT_NAME(f.constraint_object_id),
       'foreign',
       f.constraint_column_id,
       COL_NAME(f.parent_object_id, f.parent_column_id),
       OBJECT_SCHEMA_NAME(f.referenced_object_id),
       OBJECT_NAME(f.referenced_object_id),
       COL_NAME(f.referenced_object_id, f.referenced_column_id)
  FROM sys.foreign_key_columns AS f
 ORDER BY 1, 2, 3, 5;

-- part: views
-- permissions: VIEW DEFINITION on the database
SELECT s.name AS schema_name, v.name AS name, 'view' AS kind, m.definition AS definition
  FROM sys.views AS v
  JOIN sys.schemas AS s ON s.schema_id = v.schema_id
  LEFT JOIN sys.sql_modules AS m ON m.object_id = v.object_id
 WHERE v.is_ms_shipped = 0
 ORDER BY 1, 2;

-- part: routines
-- permissions: VIEW DEFINITION on the database
SELECT s.name AS schema_name,
       o.name AS name,
       CASE o.type WHEN 'P' THEN 'procedure' ELSE 'function' END AS kind,
       'sql' AS language,
       m.definition AS definition
  FROM sys.objects AS o
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  LEFT JOIN sys.sql_modules AS m ON m.object_id = o.object_id
 WHERE o.type IN ('P', 'FN', 'IF', 'TF') AND o.is_ms_shipped = 0
 ORDER BY 1, 2;

-- part: triggers
-- permissions: VIEW DEFINITION on the database
SELECT OBJECT_SCHEMA_NAME(t.parent_id) AS schema_name,
       OBJECT_NAME(t.parent_id) AS table_name,
       t.name AS name,
       'trigger' AS kind,
       CASE t.is_disabled WHEN 1 THEN 'disabled' ELSE 'enabled' END AS status,
       m.definition AS definition
  FROM sys.triggers AS t
  LEFT JOIN sys.sql_modules AS m ON m.object_id = t.object_id
 WHERE t.parent_class = 1 AND t.is_ms_shipped = 0
 ORDER BY 1, 2, 3;

-- part: servers
-- permissions: VIEW ANY DEFINITION on the server, for linked servers of others
SELECT name AS name,
       'linked server' AS kind,
       CASE WHEN product = '' THEN provider ELSE product END AS product,
       data_source AS host,
       catalog AS remote_database,
       NULL AS location
  FROM sys.servers
 WHERE is_linked = 1
 ORDER BY 1;

-- part: data_sources
SELECT name AS name,
       'external data source' AS kind,
       type_desc AS product,
       database_name AS remote_database,
       location AS location
  FROM sys.external_data_sources
 ORDER BY 1;

-- part: foreign_tables
SELECT SCHEMA_NAME(t.schema_id) AS schema_name,
       t.name AS name,
       d.name AS server,
       t.location AS location,
       t.remote_schema_name AS remote_schema,
       t.remote_object_name AS remote_name
  FROM sys.external_tables AS t
  LEFT JOIN sys.external_data_sources AS d ON d.data_source_id = t.data_source_id
 ORDER BY 1, 2;

-- part: synonyms
SELECT SCHEMA_NAME(schema_id) AS schema_name,
       name AS name,
       PARSENAME(base_object_name, 4) AS to_server,
       PARSENAME(base_object_name, 3) AS to_database,
       PARSENAME(base_object_name, 2) AS to_schema,
       PARSENAME(base_object_name, 1) AS to_name
  FROM sys.synonyms
 ORDER BY 1, 2;

-- part: publications
-- permissions: SELECT on dbo.syspublications and dbo.sysarticles
-- only: SELECT OBJECT_ID(N'dbo.syspublications')
SELECT p.name AS name,
       OBJECT_SCHEMA_NAME(a.objid) AS schema_name,
       OBJECT_NAME(a.objid) AS table_name
  FROM dbo.syspublications AS p
  JOIN dbo.sysarticles AS a ON a.pubid = p.pubid
 ORDER BY 1, 2, 3;

-- part: replication
-- permissions: SELECT on dbo.syssubscriptions, dbo.sysarticles and dbo.syspublications
-- only: SELECT OBJECT_ID(N'dbo.syssubscriptions')
SELECT DISTINCT p.name AS name,
       'to' AS direction,
       'transactional replication' AS product,
       u.srvname AS host,
       u.dest_db AS remote_database,
       CASE u.status WHEN 0 THEN 'disabled' ELSE 'enabled' END AS status
  FROM dbo.syssubscriptions AS u
  JOIN dbo.sysarticles AS a ON a.artid = u.artid
  JOIN dbo.syspublications AS p ON p.pubid = a.pubid
 WHERE u.srvname <> ''
 ORDER BY 1, 4;

-- part: subscriptions
-- permissions: SELECT on dbo.MSreplication_subscriptions
-- only: SELECT OBJECT_ID(N'dbo.MSreplication_subscriptions')
SELECT publication AS name,
       'transactional replication' AS product,
       'enabled' AS status,
       publication AS publications,
       publisher AS host,
       publisher_db AS remote_database
  FROM dbo.MSreplication_subscriptions
 ORDER BY 1;

-- part: jobs
-- permissions: SELECT on sysjobs, sysjobsteps, sysjobschedules and sysschedules in msdb; Azure SQL has none
SELECT CONCAT(j.name, ' / ', s.step_name) AS name,
       CASE s.subsystem WHEN 'TSQL' THEN 'sql' ELSE LOWER(s.subsystem) END AS kind,
       s.command AS command,
       s.database_name AS database_name,
       (SELECT MIN(CASE c.freq_type WHEN 1 THEN 'once' WHEN 4 THEN 'daily' WHEN 8 THEN 'weekly'
                          WHEN 16 THEN 'monthly' WHEN 32 THEN 'monthly' ELSE c.name END)
          FROM msdb.dbo.sysjobschedules AS js
          JOIN msdb.dbo.sysschedules AS c ON c.schedule_id = js.schedule_id
         WHERE js.job_id = j.job_id AND c.enabled = 1) AS schedule,
       CASE j.enabled WHEN 1 THEN 'enabled' ELSE 'disabled' END AS status
  FROM msdb.dbo.sysjobs AS j
  JOIN msdb.dbo.sysjobsteps AS s ON s.job_id = j.job_id
 WHERE s.database_name = DB_NAME() OR s.subsystem <> 'TSQL'
 ORDER BY j.name, s.step_id;

-- part: statements
-- permissions: VIEW DATABASE STATE
-- only: SELECT 1 FROM sys.database_query_store_options WHERE actual_state > 0
SELECT TOP (5000)
       t.query_sql_text AS statement,
       SUM(r.count_executions) AS runs,
       CONVERT(varchar(10), MAX(r.last_execution_time), 23) AS last_run
  FROM sys.query_store_query_text AS t
  JOIN sys.query_store_query AS q ON q.query_text_id = t.query_text_id
  JOIN sys.query_store_plan AS p ON p.query_id = q.query_id
  JOIN sys.query_store_runtime_stats AS r ON r.plan_id = p.plan_id
 WHERE q.is_internal_query = 0
 GROUP BY t.query_text_id, t.query_sql_text
 ORDER BY 2 DESC, 1;
