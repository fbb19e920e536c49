CREATE OR REPLACE PACKAGE BODY INVADM.PKG_INV_SINCRO AS
  -- INVENTA. Corre en INVPRD, job nocturno JOB_INV_SINCRO (01:30)

  PROCEDURE P_CARGA_PLANTA IS
  BEGIN
    -- planta exterior desde Smallworld (TRAZA)
    MERGE INTO INVADM.PLANTA p
    USING (SELECT elem_id, tipo, coord_x, coord_y, fecha_mod
             FROM GISADM.ELEMENTO_PLANTA@TRAZA_LNK
            WHERE fecha_mod > SYSDATE - 2) g
       ON (p.elem_id = g.elem_id)
     WHEN MATCHED THEN UPDATE SET p.coord_x = g.coord_x, p.coord_y = g.coord_y, p.fecha_mod = g.fecha_mod
     WHEN NOT MATCHED THEN INSERT (elem_id, tipo, coord_x, coord_y, fecha_mod)
                           VALUES (g.elem_id, g.tipo, g.coord_x, g.coord_y, g.fecha_mod);
    COMMIT;
  END P_CARGA_PLANTA;

  PROCEDURE P_PUBLICA_RESERVAS IS
  BEGIN
    INSERT INTO OSMADM.LEV_RECURSO_RESERVADO@OSM_LNK (reserva_id, puerto, ont, estado, fecha)
    SELECT r.reserva_id, r.puerto, r.ont, r.estado, SYSTIMESTAMP
      FROM INVADM.RESERVA r
     WHERE r.publicada = 'N';
    UPDATE INVADM.RESERVA SET publicada = 'S' WHERE publicada = 'N';
    COMMIT;
  END P_PUBLICA_RESERVAS;

  /* P_CLIENTE_SIEBEL eliminado: Siebel dado de baja en 2022
  PROCEDURE P_CLIENTE_SIEBEL IS
  BEGIN
    INSERT INTO SIEBEL.EIM_ASSET@SBL_LNK SELECT * FROM INVADM.SERVICIO;
  END; */
END PKG_INV_SINCRO;
/
