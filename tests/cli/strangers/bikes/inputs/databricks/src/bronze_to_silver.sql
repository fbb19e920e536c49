-- Databricks notebook source
CREATE OR REPLACE TABLE pedalo.silver.account AS
SELECT Id AS account_id, Name AS name, BillingCity AS city
FROM parquet.`abfss://raw@stpedalolake.dfs.core.windows.net/salesforce/account`;

-- COMMAND ----------

INSERT OVERWRITE pedalo.silver.settlement
SELECT psp_reference, creation_date, gross_debit, gross_credit
FROM parquet.`abfss://raw@stpedalolake.dfs.core.windows.net/adyen/settlement`;

-- COMMAND ----------

MERGE INTO pedalo.silver.maintenance_job t
USING parquet.`abfss://raw@stpedalolake.dfs.core.windows.net/ultimo/job` s
ON t.job_id = s.Id
WHEN MATCHED THEN UPDATE SET t.status = s.Status
WHEN NOT MATCHED THEN INSERT (job_id, equipment, status) VALUES (s.Id, s.Equipment, s.Status);
