CREATE OR REPLACE PACKAGE BODY hyd.pk_caq_if AS
/* Schnittstelle BDE <-> CAQ.  Datenbank HYDPRD, Link QIR_LINK -> QIRP
   Aufruf über DBMS_SCHEDULER Job HYD.J_CAQ_IF alle 2 min */

  PROCEDURE hole_pruefauftraege IS
  BEGIN
    INSERT INTO hyd.pruefauftrag (pa_nr, fa_nr, teil, status)
    SELECT q.lot_no, q.order_no, q.part_no, 'NEU'
      FROM qir.inspection_order@qir_link q
     WHERE q.state = 'OPEN'
       AND NOT EXISTS (SELECT 1 FROM hyd.pruefauftrag h WHERE h.pa_nr = q.lot_no);
    COMMIT;
  END hole_pruefauftraege;

  PROCEDURE melde_status IS
  BEGIN
    FOR r IN (SELECT pa_nr, status, zeit FROM hyd.pruefauftrag WHERE gemeldet = 'N') LOOP
      UPDATE qir.inspection_order@qir_link
         SET shopfloor_state = r.status, state_ts = r.zeit
       WHERE lot_no = r.pa_nr;
    END LOOP;
    INSERT INTO qir.measurement@qir_link (lot_no, char_no, val, ts)
    SELECT pa_nr, merkmal, wert, zeit FROM hyd.messwert WHERE gemeldet = 'N';
    COMMIT;
  END melde_status;

  -- PROCEDURE leitstand_reihenfolge: entfernt 03/2025 (Leitwerk abgeschaltet)
END pk_caq_if;
/
