-- Diese Datenbank ist alt
-- the database on which we rely
SELECT 'Database: cider' FROM raw.s;
