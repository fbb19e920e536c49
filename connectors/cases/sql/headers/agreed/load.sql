-- Datenbank cider auf press-db01
-- Stand: Mai
INSERT INTO mart.t SELECT a FROM raw.s;
