-- Esquema RECOLECTA en RECPRD
CREATE OR REPLACE PACKAGE BODY recolecta.pkg_calidad AS

  PROCEDURE cargar_resultados(p_fecha IN DATE) IS
  BEGIN
    MERGE INTO recolecta.calidad_entrega c
    USING (
      SELECT r.muestra_id, r.grasa, r.proteina, r.celulas, r.fecha_analisis
      FROM   lims.resultados@LNK_LIMS r
      WHERE  r.fecha_analisis >= p_fecha
    ) x
    ON (c.muestra_id = x.muestra_id)
    WHEN MATCHED THEN UPDATE SET c.grasa = x.grasa, c.proteina = x.proteina, c.celulas = x.celulas
    WHEN NOT MATCHED THEN INSERT (muestra_id, grasa, proteina, celulas, fecha)
      VALUES (x.muestra_id, x.grasa, x.proteina, x.celulas, x.fecha_analisis);
    COMMIT;
  END cargar_resultados;

END pkg_calidad;
/
