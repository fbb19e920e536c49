-- Databricks notebook source
CREATE OR REPLACE TABLE pedalo.gold.revenue_daily AS
SELECT date(creation_date) AS day, sum(gross_credit - gross_debit) AS revenue
FROM pedalo.silver.settlement GROUP BY 1;

-- COMMAND ----------

CREATE OR REPLACE TABLE pedalo.gold.churn_scores AS
SELECT a.account_id, count(r.ride_id) AS rides, max(r.started_at) AS last_ride
FROM pedalo.silver.account a LEFT JOIN pedalo.silver.ride r ON r.account_id = a.account_id GROUP BY 1;

-- COMMAND ----------

CREATE OR REPLACE TABLE pedalo.gold.proposed_work_orders AS
SELECT d.station_id, d.bike_id, 'brake check' AS job
FROM pedalo.silver.dock_status d LEFT JOIN pedalo.silver.maintenance_job j ON j.equipment = d.bike_id
WHERE j.job_id IS NULL;
