-- Grφίe
SELECT a FROM b;
