import sys
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME", "FIN_CONN", "LAGER_CONN", "TARIF_URL", "BUCKET"])
glue = GlueContext(SparkContext.getOrCreate())
spark = glue.spark_session
job = Job(glue)
job.init(args["JOB_NAME"], args)


def read(conn, table):
    return glue.create_dynamic_frame.from_options(
        connection_type="custom.jdbc",
        connection_options={"connectionName": args[conn], "dbTable": table},
    ).toDF()


# 1 bronze
buchungen = read("FIN_CONN", "SAPHANADB.ACDOCA").where(F.col("GJAHR") >= "2025")
buchungen.write.mode("overwrite").parquet(f"s3://{args['BUCKET']}/bronze/buchungen/")

bestand = read("LAGER_CONN", "WMS.BESTAND")
bestand.write.mode("overwrite").parquet(f"s3://{args['BUCKET']}/bronze/bestand/")

# 2 Ist-Kosten je Relation zurück
kosten = spark.read.parquet(f"s3://{args['BUCKET']}/gold/kosten_relation/")
(kosten.write.format("jdbc")
    .option("url", args["TARIF_URL"])
    .option("dbtable", "imp.ist_kosten")
    .option("user", "glue")
    .option("driver", "org.postgresql.Driver")
    .mode("append")
    .save())

job.commit()
