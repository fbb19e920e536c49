LOAD DATA
INFILE '/in/prices.csv'
BADFILE '/in/bad/prices.bad'
INTO TABLE app.prices (id, price)
