-- The query history of Databricks with one row for each shape of statement and user.
-- permissions: SELECT on system.query.history
-- Statements whose literals are SQL, columns or places keep their texts apart, and so do those with
-- escapes or comments, which may contain a quote of their own.
SELECT min(statement_text) AS statement_text,
       min(statement_id) AS statement_id,
       statement_type,
       executed_by,
       client_application,
       count(*) AS runs,
       min(start_time) AS start_time,
       max(start_time) AS last_execution_time
  FROM system.query.history
 WHERE execution_status = 'FINISHED'
   AND start_time > current_timestamp() - INTERVAL 90 DAYS
 GROUP BY CASE WHEN upper(statement_text) RLIKE
                 '["`\\\\]|--|/[*]|[A-Z_][.][0-9]|PIVOT|EXECUTE|IDENTIFIER|COPY|CALL|OPTIONS|LOCATION|FILES'
               THEN statement_text
               ELSE regexp_replace(
                      regexp_replace(statement_text, '\\x27[^\\x27]*\\x27', '0'), '\\b[0-9]+\\b', '0'
                    ) END,
          statement_type, executed_by, client_application;
