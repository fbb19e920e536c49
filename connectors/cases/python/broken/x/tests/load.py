import pandas as pd
pd.read_csv("s3://b/x.csv").to_sql("t", "postgresql://db/x")
