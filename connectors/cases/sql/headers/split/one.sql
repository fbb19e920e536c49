/* Database: cider */
SELECT a FROM raw.s;
