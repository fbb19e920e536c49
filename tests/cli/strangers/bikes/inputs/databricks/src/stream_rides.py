# Databricks notebook source
from pyspark.sql.functions import col, from_json

KAFKA = "kafka.pedalo.internal:9093"

rides = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", KAFKA)
    .option("subscribe", "rides.public.ride")
    .load()
)
rides.select(from_json(col("value").cast("string"), "ride_id long, account_id string, started_at timestamp").alias("r")).select(
    "r.*"
).writeStream.option("checkpointLocation", "/chk/rides").toTable("pedalo.silver.ride")

# COMMAND ----------

docks = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", KAFKA)
    .option("subscribe", "stations.public.dock_status")
    .load()
)
docks.selectExpr("cast(value as string) as v").writeStream.option("checkpointLocation", "/chk/docks").toTable(
    "pedalo.silver.dock_status"
)
