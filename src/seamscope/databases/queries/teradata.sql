-- Teradata 16.20 and newer. One run covers all databases that the user can see.
-- User: SELECT on the views of DBC. Teradata has no read-only transactions: give the user no right to
-- write. Rows of tables are not read.
-- Not in a catalogue: foreign servers of QueryGrid. Add their CREATE FOREIGN SERVER as a .sql file.

-- part: server
SELECT InfoData AS version,
       DATABASE AS database_name,
       CAST(CAST(CURRENT_DATE AS FORMAT 'YYYY-MM-DD') AS VARCHAR(10)) AS taken,
       '' AS host
  FROM DBC.DBCInfoV
 WHERE InfoKey = 'VERSION';

-- part: tables
SELECT TRIM(DatabaseName) AS schema_name,
       TRIM(TableName) AS name,
       CASE TableKind WHEN 'V' THEN 'view' ELSE 'table' END AS kind
  FROM DBC.TablesV
 WHERE TableKind IN ('T', 'O', 'V')
   AND DatabaseName NOT IN ('DBC', 'SYSLIB', 'SystemFe', 'SYSUDTLIB', 'SYSSPATIAL', 'TDStats', 'TD_SYSFNLIB')
 ORDER BY 1, 2;

-- part: row_counts
SELECT TRIM(DatabaseName) AS schema_name, TRIM(TableName) AS name, MAX(RowCount) AS row_count
  FROM DBC.TableStatsV
 WHERE ColumnName IS NULL
 GROUP BY 1, 2
 ORDER BY 1, 2;

-- part: columns
SELECT TRIM(DatabaseName) AS schema_name,
       TRIM(TableName) AS table_name,
       ColumnId AS ordinal,
       TRIM(ColumnName) AS column_name,
       TRIM(ColumnType) AS data_type,
       Nullable AS nullable,
       CommentString AS "comment"
  FROM DBC.ColumnsV
 WHERE DatabaseName NOT IN ('DBC', 'SYSLIB', 'SystemFe', 'SYSUDTLIB', 'SYSSPATIAL', 'TDStats', 'TD_SYSFNLIB')
 ORDER BY 1, 2, 3;

-- part: keys
SELECT TRIM(DatabaseName) AS schema_name,
       TRIM(TableName) AS table_name,
       COALESCE(TRIM(IndexName), 'index ' || TRIM(IndexNumber)) AS name,
       CASE IndexType WHEN 'K' THEN 'primary' ELSE 'unique' END AS kind,
       ColumnPosition AS ordinal,
       TRIM(ColumnName) AS column_name
  FROM DBC.IndicesV
 WHERE UniqueFlag = 'Y'
   AND DatabaseName NOT IN ('DBC', 'SYSLIB', 'SystemFe', 'SYSUDTLIB', 'SYSSPATIAL', 'TDStats', 'TD_SYSFNLIB')
 ORDER BY 1, 2, 3, 5;

-- part: views
-- Texts of more than 12,500 characters are cut off.
SELECT TRIM(DatabaseName) AS schema_name, TRIM(TableName) AS name, 'view' AS kind,
       RequestText AS definition
  FROM DBC.TablesV
 WHERE TableKind = 'V'
   AND DatabaseName NOT IN ('DBC', 'SYSLIB', 'SystemFe', 'SYSUDTLIB', 'SYSSPATIAL', 'TDStats', 'TD_SYSFNLIB')
 ORDER BY 1, 2;

-- part: routines
SELECT TRIM(DatabaseName) AS schema_name,
       TRIM(TableName) AS name,
       CASE TableKind WHEN 'M' THEN 'macro' ELSE 'procedure' END AS kind,
       'sql' AS language,
       RequestText AS definition
  FROM DBC.TablesV
 WHERE TableKind IN ('M', 'P')
   AND DatabaseName NOT IN ('DBC', 'SYSLIB', 'SystemFe', 'SYSUDTLIB', 'SYSSPATIAL', 'TDStats', 'TD_SYSFNLIB')
 ORDER BY 1, 2;

-- part: triggers
SELECT TRIM(DatabaseName) AS schema_name,
       TRIM(SubjectTableName) AS table_name,
       TRIM(TriggerName) AS name,
       'trigger' AS kind,
       CASE EnabledFlag WHEN 'Y' THEN 'enabled' ELSE 'disabled' END AS status,
       RequestText AS definition
  FROM DBC.TriggersV
 ORDER BY 1, 2, 3;

-- part: statements
-- permissions: SELECT on DBC.QryLogV; the query log must be switched on
SELECT TOP 5000
       SqlTextInfo AS statement,
       COUNT(*) AS runs,
       TRIM(DefaultDatabase) AS schema_name,
       TRIM(AppID) AS application,
       CAST(CAST(MAX(CollectTimeStamp) AS DATE FORMAT 'YYYY-MM-DD') AS VARCHAR(10)) AS last_run
  FROM DBC.QryLogV
 WHERE ErrorCode = 0
 GROUP BY 1, 3, 4
 ORDER BY runs DESC;
