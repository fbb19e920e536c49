-- Instancia PLANTPRD (Planta). Ejecutar como SYSTEM.
INSERT INTO plant.a SELECT * FROM plant.b;
