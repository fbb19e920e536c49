-- Ledger. Runs in LEDGERPRD, every night
INSERT INTO ledger.stock SELECT * FROM plant.items@PLANT_LNK;
