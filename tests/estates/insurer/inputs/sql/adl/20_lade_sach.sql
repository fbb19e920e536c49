-- naechtliche Beladung Komposit, laeuft in adl_core
\connect adl_core
BEGIN;
TRUNCATE TABLE core.police;
INSERT INTO core.police (police_nr, beginn, ende, jahresbeitrag)
SELECT policynumber, periodstart::date, periodend::date, totalpremium FROM ext.pc_policyperiod;

MERGE INTO core.schaden AS t
USING (SELECT claimnumber, lossdate::date AS schadendatum, reserve, policynumber FROM ext.cc_claim) AS s
   ON t.schaden_nr = s.claimnumber
WHEN MATCHED THEN UPDATE SET reserve = s.reserve
WHEN NOT MATCHED THEN INSERT (schaden_nr, schadendatum, reserve, police_nr) VALUES (s.claimnumber, s.schadendatum, s.reserve, s.policynumber);

INSERT INTO core.partner (partner_nr, name, plz, geburtsjahr)
SELECT partner_nr, nachname || ', ' || vorname, plz, extract(year FROM geburtsdatum) FROM ext.zps_person
ON CONFLICT (partner_nr) DO UPDATE SET name = excluded.name, plz = excluded.plz;

/* seit 2023 nicht mehr, RV holt die Abgaben selbst:
INSERT INTO ext_sics.cession_premium (policy, premium)
SELECT policynumber, totalpremium FROM ext.pc_policyperiod;
*/
-- INSERT INTO ext_sics.cession_claim SELECT schaden_nr, reserve FROM core.schaden;
COMMIT;
