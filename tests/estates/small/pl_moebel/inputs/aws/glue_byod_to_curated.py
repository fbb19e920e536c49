import sys
from datetime import datetime

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME", "byod_user", "byod_password"])

sc = SparkContext()
glue = GlueContext(sc)
spark = glue.spark_session
job = Job(glue)
job.init(args["JOB_NAME"], args)

# D365FO exports its entities to the BYOD database, we read them from there
BYOD_URL = "jdbc:sqlserver://byod-sosnowa.database.example:1433;databaseName=BYOD;encrypt=true"
TARGET = "s3://tallen-curated/erp/"

ENTITIES = {
    "sales_lines": "dbo.SalesOrderLineStaging",
    "inventory": "dbo.InventOnHandEntityStaging",
    "customers": "dbo.CustCustomerV3Staging",
}


def read(table):
    return (
        spark.read.format("jdbc")
        .option("url", BYOD_URL)
        .option("dbtable", table)
        .option("user", args["byod_user"])
        .option("password", args["byod_password"])
        .option("fetchsize", 10000)
        .load()
    )


def main():
    run_date = datetime.utcnow().strftime("%Y-%m-%d")
    for name, table in ENTITIES.items():
        df = read(table).withColumn("load_date", F.lit(run_date))
        if name == "customers":
            df = df.drop("PRIMARYCONTACTEMAIL", "PRIMARYCONTACTPHONE")
        dyf = DynamicFrame.fromDF(df.repartition(4), glue, name)
        glue.write_dynamic_frame.from_options(
            frame=dyf,
            connection_type="s3",
            connection_options={"path": TARGET + name, "partitionKeys": ["load_date"]},
            format="glueparquet",
        )


main()
job.commit()
