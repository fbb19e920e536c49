CREATE VIEW mart.v AS SELECT a FROM mart.t;
