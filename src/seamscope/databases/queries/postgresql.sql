-- PostgreSQL 12 and newer. Run it in each database that matters.
-- Role: LOGIN and CONNECT on the database. Names, columns, views and routines need no other permissions.
-- Never read: rows of tables, column statistics, defaults, user mappings, passwords.

-- part: server
SELECT current_setting('server_version') AS version,
       current_database() AS database_name,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS taken,
       host(inet_server_addr()) AS host;

-- part: databases
SELECT datname AS name
  FROM pg_database
 WHERE datallowconn AND NOT datistemplate
 ORDER BY datname;

-- part: tables
SELECT n.nspname AS schema_name,
       c.relname AS name,
       CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                      WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind,
       CASE WHEN c.relkind = 'p'
            THEN (SELECT sum(greatest(leaf.reltuples, 0))::bigint
                    FROM pg_partition_tree(c.oid) AS part JOIN pg_class AS leaf ON leaf.oid = part.relid
                   WHERE part.isleaf)
            WHEN c.relkind IN ('r', 'm') AND c.reltuples >= 0 THEN c.reltuples::bigint
       END AS row_count
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND NOT c.relispartition
   AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT 1 FROM pg_depend AS d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1, 2;

-- part: columns
SELECT n.nspname AS schema_name,
       c.relname AS table_name,
       a.attnum AS ordinal,
       a.attname AS column_name,
       format_type(a.atttypid, a.atttypmod) AS data_type,
       NOT a.attnotnull AS nullable,
       col_description(c.oid, a.attnum) AS comment
  FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND NOT c.relispartition
   AND a.attnum > 0 AND NOT a.attisdropped
   AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT 1 FROM pg_depend AS d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1, 2, 3;

-- part: keys
SELECT n.nspname AS schema_name,
       c.relname AS table_name,
       k.conname AS name,
       CASE k.contype WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique' ELSE 'foreign' END AS kind,
       u.ordinal AS ordinal,
       a.attname AS column_name,
       tn.nspname AS to_schema,
       tc.relname AS to_table,
       ta.attname AS to_column
  FROM pg_constraint AS k
  JOIN pg_class AS c ON c.oid = k.conrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u (own, other, ordinal)
  JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.own
  LEFT JOIN pg_class AS tc ON tc.oid = k.confrelid
  LEFT JOIN pg_namespace AS tn ON tn.oid = tc.relnamespace
  LEFT JOIN pg_attribute AS ta ON ta.attrelid = k.confrelid AND ta.attnum = u.other
 WHERE k.contype IN ('p', 'u', 'f') AND NOT c.relispartition
   AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
 ORDER BY 1, 2, 3, 5;

-- part: views
SELECT n.nspname AS schema_name,
       c.relname AS name,
       CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind,
       pg_get_viewdef(c.oid) AS definition
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('v', 'm')
   AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT 1 FROM pg_depend AS d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1, 2;

-- part: routines
SELECT n.nspname AS schema_name,
       p.proname AS name,
       CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
       l.lanname AS language,
       pg_get_functiondef(p.oid) AS definition
  FROM pg_proc AS p
  JOIN pg_namespace AS n ON n.oid = p.pronamespace
  JOIN pg_language AS l ON l.oid = p.prolang
 WHERE p.prokind IN ('f', 'p') AND l.lanname NOT IN ('c', 'internal')
   AND left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT 1 FROM pg_depend AS d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
 ORDER BY 1, 2, p.oid;

-- part: triggers
SELECT n.nspname AS schema_name,
       c.relname AS table_name,
       t.tgname AS name,
       'trigger' AS kind,
       CASE t.tgenabled WHEN 'D' THEN 'disabled' ELSE 'enabled' END AS status,
       pg_get_triggerdef(t.oid) AS definition
  FROM pg_trigger AS t
  JOIN pg_class AS c ON c.oid = t.tgrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND NOT c.relispartition
 ORDER BY 1, 2, 3;

-- part: servers
SELECT s.srvname AS name,
       'foreign server' AS kind,
       w.fdwname AS product,
       (SELECT o.option_value FROM pg_options_to_table(s.srvoptions) AS o
         WHERE o.option_name IN ('host', 'servername', 'server', 'address', 'dbserver', 'hostaddr')
         ORDER BY o.option_name DESC LIMIT 1) AS host,
       (SELECT o.option_value FROM pg_options_to_table(s.srvoptions) AS o
         WHERE o.option_name = 'port') AS port,
       (SELECT o.option_value FROM pg_options_to_table(s.srvoptions) AS o
         WHERE o.option_name IN ('dbname', 'database', 'project', 'dataset')
         ORDER BY o.option_name LIMIT 1) AS remote_database
  FROM pg_foreign_server AS s
  JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
 ORDER BY 1;

-- part: foreign_tables
SELECT n.nspname AS schema_name,
       c.relname AS name,
       s.srvname AS server,
       (SELECT o.option_value FROM pg_options_to_table(f.ftoptions) AS o
         WHERE o.option_name IN ('dbname', 'database') LIMIT 1) AS remote_database,
       (SELECT o.option_value FROM pg_options_to_table(f.ftoptions) AS o
         WHERE o.option_name IN ('schema_name', 'schema') LIMIT 1) AS remote_schema,
       (SELECT o.option_value FROM pg_options_to_table(f.ftoptions) AS o
         WHERE o.option_name IN ('table_name', 'table') LIMIT 1) AS remote_name,
       (SELECT o.option_value FROM pg_options_to_table(f.ftoptions) AS o
         WHERE o.option_name = 'filename') AS location
  FROM pg_foreign_table AS f
  JOIN pg_class AS c ON c.oid = f.ftrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_foreign_server AS s ON s.oid = f.ftserver
 ORDER BY 1, 2;

-- part: publications
SELECT pubname AS name, schemaname AS schema_name, tablename AS table_name
  FROM pg_publication_tables
 ORDER BY 1, 2, 3;

-- part: subscriptions
SELECT s.subname AS name,
       CASE WHEN s.subenabled THEN 'enabled' ELSE 'disabled' END AS status,
       array_to_string(s.subpublications, ', ') AS publications
  FROM pg_subscription AS s
  JOIN pg_database AS d ON d.oid = s.subdbid
 WHERE d.datname = current_database()
 ORDER BY 1;

-- part: subscription_hosts
-- permissions: a superuser; PostgreSQL shows the addresses of publishers to nobody else
-- only: SELECT min(s.subname) FROM pg_subscription AS s JOIN pg_database AS d ON d.oid = s.subdbid WHERE d.datname = current_database()
SELECT s.subname AS name,
       substring(s.subconninfo FROM '(?:^|\s)host\s*=\s*''?([^ '']+)') AS host,
       substring(s.subconninfo FROM '(?:^|\s)dbname\s*=\s*''?([^ '']+)') AS remote_database
  FROM pg_subscription AS s
  JOIN pg_database AS d ON d.oid = s.subdbid
 WHERE d.datname = current_database()
 ORDER BY 1;

-- part: replication
-- permissions: pg_monitor, for the addresses of the consumers
SELECT r.slot_name AS name,
       'to' AS direction,
       r.plugin AS product,
       host(a.client_addr) AS host,
       CASE WHEN r.active THEN 'enabled' ELSE 'disabled' END AS status
  FROM pg_replication_slots AS r
  LEFT JOIN pg_stat_replication AS a ON a.pid = r.active_pid
 WHERE r.slot_type = 'logical' AND r.database = current_database()
 ORDER BY 1;

-- part: jobs
-- permissions: SELECT on cron.job; pg_cron shows each role its own jobs
-- only: SELECT to_regclass('cron.job')::text
SELECT 'pg_cron ' || jobid AS name,
       schedule,
       command,
       database AS database_name,
       CASE WHEN active THEN 'enabled' ELSE 'disabled' END AS status
  FROM cron.job
 ORDER BY jobid;

-- part: agent_jobs
-- permissions: USAGE on the schema pgagent, SELECT on its tables
-- only: SELECT to_regclass('pgagent.pga_jobstep')::text
SELECT j.jobname || ' / ' || s.jstname AS name,
       CASE s.jstkind WHEN 's' THEN 'sql' ELSE 'shell' END AS kind,
       s.jstcode AS command,
       s.jstdbname AS database_name,
       (SELECT min(c.jscname) FROM pgagent.pga_schedule AS c
         WHERE c.jscjobid = j.jobid AND c.jscenabled) AS schedule,
       CASE WHEN j.jobenabled AND s.jstenabled THEN 'enabled' ELSE 'disabled' END AS status
  FROM pgagent.pga_job AS j
  JOIN pgagent.pga_jobstep AS s ON s.jstjobid = j.jobid
 ORDER BY 1;

-- part: statements
-- permissions: pg_read_all_stats, for the statements of other roles
-- only: SELECT quote_ident(n.nspname) FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'
SELECT s.query AS statement, sum(s.calls) AS runs, r.rolname AS user_name
  FROM {only}.pg_stat_statements AS s
  JOIN pg_database AS d ON d.oid = s.dbid
  LEFT JOIN pg_roles AS r ON r.oid = s.userid
 WHERE d.datname = current_database()
   AND r.rolname IS DISTINCT FROM current_user  -- not the queries of the snapshot itself
 GROUP BY s.query, r.rolname
 ORDER BY 2 DESC, 1
 LIMIT 5000;
