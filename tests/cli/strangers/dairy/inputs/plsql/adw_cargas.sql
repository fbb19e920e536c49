-- Cargas nocturnas del almacén de datos (ADWPRD)
CREATE OR REPLACE PROCEDURE adw.carga_entregas IS
BEGIN
  INSERT INTO adw.h_entrega (granja_id, dia, litros, grasa)
  SELECT e.granja_id, TRUNC(e.fecha), SUM(e.litros), AVG(c.grasa)
  FROM   recolecta.entrega@LNK_REC e
  JOIN   recolecta.calidad_entrega@LNK_REC c ON c.muestra_id = e.muestra_id
  WHERE  e.fecha >= TRUNC(SYSDATE) - 1
  GROUP  BY e.granja_id, TRUNC(e.fecha);
END;
/
CREATE OR REPLACE PROCEDURE adw.carga_ventas IS
BEGIN
  DELETE FROM adw.h_venta WHERE dia = TRUNC(SYSDATE) - 1;
  INSERT INTO adw.h_venta (dia, cliente, material, importe)
  SELECT b.fkdat, b.kunag, p.matnr, p.netwr
  FROM   sapsr3.vbrk@LNK_S4 b JOIN sapsr3.vbrp@LNK_S4 p ON p.vbeln = b.vbeln
  WHERE  b.fkdat = TRUNC(SYSDATE) - 1;
END;
/
CREATE OR REPLACE VIEW adw.v_litros_mes AS
SELECT granja_id, TRUNC(dia, 'MM') mes, SUM(litros) litros FROM adw.h_entrega GROUP BY granja_id, TRUNC(dia, 'MM');
