-- srv-rates01, base tarifs
\c tarifs
INSERT INTO rms.pickup SELECT hotel FROM crs.booking;
