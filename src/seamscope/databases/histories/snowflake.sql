-- The query history of Snowflake with one row for each shape of statement, user and role.
-- permissions: the database role SNOWFLAKE.GOVERNANCE_VIEWER
-- Snowflake's hash leaves out only literals that are compared, so no name is lost.
SELECT MIN(query_text) AS query_text,
       query_type,
       database_name,
       schema_name,
       user_name,
       role_name,
       COUNT(*) AS runs,
       MIN(start_time) AS start_time,
       MAX(start_time) AS last_execution_time
  FROM snowflake.account_usage.query_history
 WHERE execution_status = 'SUCCESS'
   AND start_time > DATEADD(day, -90, CURRENT_TIMESTAMP())
 GROUP BY COALESCE(query_parameterized_hash, query_text),
          query_type, database_name, schema_name, user_name, role_name;
