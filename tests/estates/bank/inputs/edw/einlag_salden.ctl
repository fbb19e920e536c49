-- SQL*Loader, EDWPRD, gerufen aus EDW_LOAD_EINLAG
LOAD DATA
CHARACTERSET WE8ISO8859P1
INFILE '/data/edw/in/einlag_salden.dat' "fix 84"
BADFILE '/data/edw/bad/einlag_salden.bad'
TRUNCATE
INTO TABLE edw_stage.stg_deposit_balance
(
  kontonr      POSITION(1:12)  CHAR,
  kundennr     POSITION(13:22) CHAR,
  produkt      POSITION(23:26) CHAR,
  saldo        POSITION(27:41) DECIMAL EXTERNAL,
  waehrung     POSITION(42:44) CHAR,
  stichtag     POSITION(45:52) DATE "YYYYMMDD"
)
