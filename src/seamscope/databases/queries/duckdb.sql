-- DuckDB 1.1 and newer. The file is opened read-only; permissions to read it are enough.

-- part: server
SELECT version() AS version,
       current_database() AS database_name,
       strftime(current_date, '%Y-%m-%d') AS taken,
       '' AS host;

-- part: tables
SELECT schema_name, table_name AS name, 'table' AS kind, estimated_size AS row_count
  FROM duckdb_tables()
 WHERE NOT internal AND database_name = current_database()
UNION ALL
SELECT schema_name, view_name, 'view', NULL
  FROM duckdb_views()
 WHERE NOT internal AND database_name = current_database()
 ORDER BY 1, 2;

-- part: columns
SELECT schema_name, table_name, column_index AS ordinal, column_name, data_type,
       is_nullable AS nullable, comment
  FROM duckdb_columns()
 WHERE NOT internal AND database_name = current_database()
 ORDER BY 1, 2, 3;

-- part: keys
SELECT k.schema_name,
       k.table_name,
       'key ' || k.constraint_index AS name,
       lower(split_part(k.constraint_type, ' ', 1)) AS kind,
       u.ordinal AS ordinal,
       k.constraint_column_names[u.ordinal] AS column_name,
       CASE WHEN k.constraint_type = 'FOREIGN KEY' THEN k.schema_name END AS to_schema,
       CASE WHEN k.constraint_type = 'FOREIGN KEY' THEN k.referenced_table END AS to_table,
       CASE WHEN k.constraint_type = 'FOREIGN KEY'
            THEN k.referenced_column_names[u.ordinal] END AS to_column
  FROM duckdb_constraints() AS k,
       LATERAL (SELECT unnest(range(1, len(k.constraint_column_names) + 1)) AS ordinal) AS u
 WHERE k.constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
   AND k.database_name = current_database()
 ORDER BY 1, 2, 3, 5;

-- part: views
SELECT schema_name, view_name AS name, 'view' AS kind, sql AS definition
  FROM duckdb_views()
 WHERE NOT internal AND database_name = current_database()
 ORDER BY 1, 2;

-- part: routines
SELECT schema_name, function_name AS name, 'macro' AS kind, 'sql' AS language,
       'CREATE MACRO ' || schema_name || '.' || function_name || '(' || array_to_string(parameters, ', ')
       || ') AS TABLE ' || macro_definition AS definition
  FROM duckdb_functions()
 WHERE NOT internal AND database_name = current_database() AND function_type = 'table_macro'
 ORDER BY 1, 2;
