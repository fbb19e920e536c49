\set ON_ERROR_STOP on
INSERT INTO mart.a SELECT id FROM stage.a;
