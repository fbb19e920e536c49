-- For instance, this runs in production
INSERT INTO plant.a SELECT * FROM plant.b;
