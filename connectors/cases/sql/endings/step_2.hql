FROM (SELECT id, city FROM customer_staging) a
INSERT OVERWRITE TABLE dim_customer PARTITION (active=1)
SELECT a.id, a.city;
