import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job

args = getResolvedOptions(sys.argv, ["JOB_NAME", "TARGET_BUCKET"])
glueContext = GlueContext(SparkContext())
spark = glueContext.spark_session
job = Job(glueContext)

orders = glueContext.create_dynamic_frame.from_options(
    connection_type="sqlserver",
    connection_options={"useConnectionProperties": "true", "dbtable": "dbo.SalesOrder", "connectionName": "erp-sqlserver"},
    transformation_ctx="orders")
cust = glueContext.create_dynamic_frame.from_catalog(database="crm_raw", table_name="account")
mapped = ApplyMapping.apply(frame=orders, mappings=[("id", "int", "id", "int")])
joined = Join.apply(mapped, cust, "customer_id", "id")
glueContext.write_dynamic_frame.from_options(
    frame=joined, connection_type="s3", connection_options={"path": "s3://hafenwerk-lake-curated/orders/"}, format="parquet")
df = joined.toDF().filter("amount > 0")
df.write.format("jdbc").option("url", "jdbc:redshift://dwh.abc.eu-west-1.redshift.amazonaws.com:5439/mart").option("dbtable", "sales.fact_orders").mode("append").save()
glueContext.write_dynamic_frame.from_jdbc_conf(frame=joined, catalog_connection="billing-pg", connection_options={"dbtable": "public.orders", "database": "billing"})
