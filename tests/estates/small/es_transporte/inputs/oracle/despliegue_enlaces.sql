-- despliegue_enlaces.sql
-- objetos que usan enlaces de base de datos (ver dba_db_links.csv)
SET SERVEROUTPUT ON
WHENEVER SQLERROR EXIT SQL.SQLCODE

------------------------------------------------------------------------
-- Base TURNPRO
------------------------------------------------------------------------
CONNECT turnos@TURNPRO

CREATE OR REPLACE PACKAGE turnos.pkg_servicios AS
  PROCEDURE cargar_dia(p_fecha IN DATE);
END pkg_servicios;
/
CREATE OR REPLACE PACKAGE BODY turnos.pkg_servicios AS

  PROCEDURE cargar_dia(p_fecha IN DATE) IS
    v_n PLS_INTEGER;
  BEGIN
    DELETE FROM turnos.servicio_dia WHERE fecha = p_fecha;

    INSERT INTO turnos.servicio_dia
           (fecha, id_servicio, linea, hora_inicio, hora_fin, cochera)
    SELECT p_fecha, s.id_servicio, l.codigo, s.hora_ini, s.hora_fin, s.cochera
      FROM hora.servicio@hora_lnk s
      JOIN hora.linea@hora_lnk    l ON l.id_linea = s.id_linea
      JOIN hora.calendario@hora_lnk c ON c.id_tipo_dia = s.id_tipo_dia
     WHERE c.fecha = p_fecha
       AND s.version = (SELECT MAX(v.version) FROM hora.version@hora_lnk v
                         WHERE v.estado = 'PUBLICADA');
    v_n := SQL%ROWCOUNT;
    INSERT INTO turnos.registro_carga(fecha, proceso, filas) VALUES (SYSDATE, 'SERVICIOS', v_n);
    COMMIT;
  EXCEPTION
    WHEN OTHERS THEN
      ROLLBACK;
      turnos.pkg_avisos.enviar('PKG_SERVICIOS', SQLERRM);
      RAISE;
  END cargar_dia;

END pkg_servicios;
/

BEGIN
  DBMS_SCHEDULER.CREATE_JOB(
    job_name        => 'TURNOS.JOB_SERVICIOS',
    job_type        => 'PLSQL_BLOCK',
    job_action      => 'BEGIN turnos.pkg_servicios.cargar_dia(TRUNC(SYSDATE)+1); END;',
    repeat_interval => 'FREQ=DAILY;BYHOUR=13',
    enabled         => TRUE);
END;
/

------------------------------------------------------------------------
-- Base TALLPRO
------------------------------------------------------------------------
CONNECT taller@TALLPRO

CREATE OR REPLACE PROCEDURE taller.p_km_diario AS
BEGIN
  MERGE INTO taller.km_vehiculo d
  USING (SELECT k.matricula, k.fecha, k.km
           FROM sae.v_km_dia@sae_lnk k
          WHERE k.fecha >= TRUNC(SYSDATE) - 3) o
     ON (d.matricula = o.matricula AND d.fecha = o.fecha)
   WHEN MATCHED THEN UPDATE SET d.km = o.km
   WHEN NOT MATCHED THEN INSERT (matricula, fecha, km) VALUES (o.matricula, o.fecha, o.km);
  COMMIT;
END p_km_diario;
/

BEGIN
  DBMS_SCHEDULER.CREATE_JOB(
    job_name        => 'TALLER.JOB_KM',
    job_type        => 'STORED_PROCEDURE',
    job_action      => 'TALLER.P_KM_DIARIO',
    repeat_interval => 'FREQ=DAILY;BYHOUR=2',
    enabled         => TRUE);
END;
/
EXIT
