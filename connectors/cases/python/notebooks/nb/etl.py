# Databricks notebook source
# MAGIC %md
# MAGIC # Orders

# COMMAND ----------

dbutils.widgets.text("env", "prod")
jdbc = dbutils.secrets.get("kv", "sap-hana-url")
src = (spark.read.format("jdbc").option("url", "jdbc:sap://hana01.example.com:30015").option("query", "select * from SAPABAP1.VBAK").load())
src.write.mode("overwrite").saveAsTable("main.bronze.vbak")

# COMMAND ----------

# MAGIC %sql
# MAGIC CREATE OR REPLACE TABLE main.gold.orders AS
# MAGIC SELECT * FROM main.bronze.vbak

# COMMAND ----------

import requests
pdf = spark.table("main.gold.orders").toPandas()
requests.post("https://api.openai.com/v1/embeddings", json={"input": pdf["text"].tolist()})
