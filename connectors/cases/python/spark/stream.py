from pyspark.sql import SparkSession
import pyspark.sql.functions as F
spark = SparkSession.builder.appName("x").getOrCreate()
KAFKA = {"kafka.bootstrap.servers": "kafka01.example.com:9092", "subscribe": "shop.orders.v1"}
raw = spark.readStream.format("kafka").options(**KAFKA).load()
parsed = raw.select(F.from_json("value", "x"))
cust = spark.read.jdbc(url="jdbc:oracle:thin:@//crm-db.example.com:1521/CRMP", table="CRM.CUSTOMER", properties={"user": "x"})
parsed.createOrReplaceTempView("o"); cust.createOrReplaceTempView("c")
out = spark.sql("select * from o join c on o.cid = c.id")
def save(batch, epoch):
    batch.write.format("snowflake").options(sfURL="hafenwerk.snowflakecomputing.com", sfDatabase="DWH", sfSchema="SALES", dbtable="ORDERS").mode("append").save()
out.writeStream.foreachBatch(save).option("checkpointLocation", "s3://chk/x").start()
for t in ["a", "b"]:
    spark.read.parquet(f"abfss://raw@hafenwerklake.dfs.core.windows.net/{t}").write.saveAsTable(f"silver.{t}")
spark.sql("INSERT INTO gold.sales SELECT * FROM silver.a JOIN silver.b USING (id)")
spark.table("gold.sales").toPandas().to_csv("/mnt/export/sales.csv")
