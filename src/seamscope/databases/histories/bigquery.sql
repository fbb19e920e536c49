-- The jobs of BigQuery with one row for each shape of query and user. Write your region into FROM.
-- permissions: BigQuery Resource Viewer, for the jobs of others
-- Queries whose literals are SQL, columns or places keep their texts apart.
SELECT MIN(query) AS query,
       MIN(job_id) AS job_id,
       project_id,
       user_email,
       COUNT(*) AS runs,
       MIN(creation_time) AS start_time,
       MAX(creation_time) AS last_execution_time
  FROM `region-eu`.INFORMATION_SCHEMA.JOBS_BY_PROJECT
 WHERE job_type = 'QUERY' AND state = 'DONE' AND error_result IS NULL
   AND creation_time > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 90 DAY)
 GROUP BY COALESCE(query_info.query_hashes.normalized_literals, query),
          CASE WHEN REGEXP_CONTAINS(
                 UPPER(query), 'PIVOT|EXECUTE|EXTERNAL_QUERY|EXPORT|LOAD|CALL|_TABLE_SUFFIX|OPTIONS'
               ) THEN query END,
          project_id, user_email;
