-- SQLite 3.16 and newer. The file is opened read-only; permissions to read it are enough.

-- part: server
SELECT sqlite_version() AS version, '' AS database_name, date('now') AS taken, '' AS host;

-- part: tables
-- The row counts are those of the last ANALYZE.
SELECT 'main' AS schema_name, name, type AS kind
  FROM sqlite_master
 WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'
 ORDER BY 2;

-- part: row_counts
-- only: SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'
SELECT 'main' AS schema_name, tbl AS name, max(CAST(stat AS integer)) AS row_count
  FROM sqlite_stat1
 GROUP BY tbl
 ORDER BY 2;

-- part: columns
-- apart: table_name
SELECT 'main' AS schema_name,
       m.name AS table_name,
       c.cid AS ordinal,
       c.name AS column_name,
       c.type AS data_type,
       CASE WHEN c."notnull" OR c.pk > 0 THEN 'no' ELSE 'yes' END AS nullable
  FROM sqlite_master AS m
  JOIN pragma_table_info(m.name) AS c
 WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite%'
 ORDER BY 2, 3;

-- part: keys
SELECT 'main' AS schema_name, m.name AS table_name, 'primary' AS name, 'primary' AS kind,
       c.pk AS ordinal, c.name AS column_name, NULL AS to_schema, NULL AS to_table, NULL AS to_column
  FROM sqlite_master AS m
  JOIN pragma_table_info(m.name) AS c
 WHERE m.type = 'table' AND c.pk > 0
UNION ALL
SELECT 'main', m.name, i.name, 'unique', c.seqno, c.name, NULL, NULL, NULL
  FROM sqlite_master AS m
  JOIN pragma_index_list(m.name) AS i
  JOIN pragma_index_info(i.name) AS c
 WHERE m.type = 'table' AND i."unique" AND i.origin = 'u' AND c.name IS NOT NULL
UNION ALL
SELECT 'main', m.name, 'foreign ' || f.id, 'foreign', f.seq, f."from", 'main', f."table", f."to"
  FROM sqlite_master AS m
  JOIN pragma_foreign_key_list(m.name) AS f
 WHERE m.type = 'table'
 ORDER BY 2, 3, 5;

-- part: views
SELECT 'main' AS schema_name, name, 'view' AS kind, sql AS definition
  FROM sqlite_master
 WHERE type = 'view'
 ORDER BY 2;

-- part: triggers
SELECT 'main' AS schema_name, tbl_name AS table_name, name, 'trigger' AS kind, 'enabled' AS status, sql AS definition
  FROM sqlite_master
 WHERE type = 'trigger'
 ORDER BY 2, 3;
