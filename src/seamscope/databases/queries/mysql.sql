-- MySQL 5.7 and newer, MariaDB 10.5 and newer. One run covers all databases that the user can see.
-- User: SELECT and SHOW VIEW on the databases, TRIGGER and EVENT for triggers and events. For the text
-- of routines: SHOW_ROUTINE (MySQL 8), SELECT on mysql.proc (MariaDB). Rows of tables are not read.
-- Never read: rows of tables, defaults, passwords.

-- part: server
SELECT version() AS version,
       coalesce(database(), '') AS database_name,
       date_format(utc_timestamp(), '%Y-%m-%d') AS taken,
       @@hostname AS host;

-- part: databases
SELECT schema_name AS name
  FROM information_schema.schemata
 WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1;

-- part: tables
SELECT table_schema AS schema_name,
       table_name AS name,
       CASE WHEN table_type LIKE '%VIEW' THEN 'view'
            WHEN engine IN ('FEDERATED', 'SPIDER', 'CONNECT') THEN 'foreign table'
            ELSE 'table' END AS kind,
       table_rows AS row_count
  FROM information_schema.tables
 WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1, 2;

-- part: columns
SELECT table_schema AS schema_name,
       table_name AS table_name,
       ordinal_position AS ordinal,
       column_name AS column_name,
       data_type AS data_type,
       is_nullable AS nullable,
       column_comment AS comment
  FROM information_schema.columns
 WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1, 2, 3;

-- part: keys
SELECT table_schema AS schema_name,
       table_name AS table_name,
       constraint_name AS name,
       CASE WHEN referenced_table_name IS NOT NULL THEN 'foreign'
            WHEN constraint_name = 'PRIMARY' THEN 'primary' ELSE 'unique' END AS kind,
       ordinal_position AS ordinal,
       column_name AS column_name,
       referenced_table_schema AS to_schema,
       referenced_table_name AS to_table,
       referenced_column_name AS to_column
  FROM information_schema.key_column_usage -- table_constraints hides rows from who may only SELECT
 WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1, 2, 3, 5;

-- part: views
-- permissions: SHOW VIEW on the databases
SELECT table_schema AS schema_name, table_name AS name, 'view' AS kind, view_definition AS definition
  FROM information_schema.views
 WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1, 2;

-- part: routines
-- permissions: SHOW_ROUTINE (MySQL 8), or SELECT on mysql.proc (MariaDB and MySQL 5.7)
SELECT r.routine_schema AS schema_name,
       r.routine_name AS name,
       lower(r.routine_type) AS kind,
       'sql' AS language,
       (SELECT group_concat(concat_ws(' ', CASE r.routine_type WHEN 'PROCEDURE' THEN p.parameter_mode END,
                                      concat('`', p.parameter_name, '`'), p.data_type)
                            ORDER BY p.ordinal_position SEPARATOR ', ')
          FROM information_schema.parameters AS p
         WHERE p.specific_schema = r.routine_schema AND p.specific_name = r.specific_name
           AND p.routine_type = r.routine_type AND p.ordinal_position > 0) AS parameters,
       r.data_type AS returned,
       r.routine_definition AS definition
  FROM information_schema.routines AS r
 WHERE r.routine_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1, 2, 3;

-- part: triggers
-- permissions: TRIGGER on the databases
SELECT trigger_schema AS schema_name,
       event_object_table AS table_name,
       trigger_name AS name,
       'trigger' AS kind,
       'enabled' AS status,
       concat('CREATE TRIGGER `', trigger_name, '` ', action_timing, ' ', event_manipulation, ' ON `',
              event_object_schema, '`.`', event_object_table, '` FOR EACH ROW ', action_statement)
       AS definition
  FROM information_schema.triggers
 WHERE trigger_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1, 2, 3;

-- part: servers
-- permissions: SELECT (Server_name, Wrapper, Host, Port, Db) on mysql.servers; never on its other columns
SELECT server_name AS name, 'foreign server' AS kind, wrapper AS product, host AS host, port AS port,
       db AS remote_database
  FROM mysql.servers
 ORDER BY 1;

-- part: foreign_tables
-- each: SHOW CREATE TABLE `{schema_name}`.`{name}`
SELECT table_schema AS schema_name, table_name AS name
  FROM information_schema.tables
 WHERE engine = 'FEDERATED'
 ORDER BY 1, 2;

-- part: replication
-- permissions: SELECT on performance_schema.replication_connection_configuration
-- only: SELECT table_name FROM information_schema.tables WHERE table_schema = 'performance_schema' AND table_name = 'replication_connection_configuration'
SELECT channel_name AS name, 'from' AS direction, 'MySQL replication' AS product, host AS host
  FROM performance_schema.replication_connection_configuration
 WHERE host <> ''
 ORDER BY 1;

-- part: jobs
-- permissions: EVENT on the databases
SELECT event_schema AS database_name,
       event_name AS name,
       coalesce(concat('every ', interval_value, ' ', lower(interval_field)), 'once') AS schedule,
       event_definition AS command,
       CASE status WHEN 'ENABLED' THEN 'enabled' ELSE 'disabled' END AS status
  FROM information_schema.events
 WHERE event_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
 ORDER BY 1, 2;

-- part: statements
-- permissions: SELECT on performance_schema.events_statements_summary_by_digest
-- only: SELECT 1 FROM DUAL WHERE @@performance_schema = 1
SELECT digest_text AS statement,
       count_star AS runs,
       schema_name AS database_name,
       date_format(last_seen, '%Y-%m-%d') AS last_run
  FROM performance_schema.events_statements_summary_by_digest
 WHERE digest_text IS NOT NULL
   AND coalesce(schema_name, '') NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
   AND digest_text NOT LIKE '%information_schema%'
   AND digest_text NOT LIKE '%performance_schema%'
   AND digest_text NOT LIKE '%`mysql`%'
 ORDER BY 2 DESC, 1
 LIMIT 5000;
