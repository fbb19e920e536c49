import pandas as pd
df = pd.read_csv("s3://b/x.csv"
