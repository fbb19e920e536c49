-- MySQL 8, servidor apolix-db01, schema apolix
-- A tabela abaixo aponta para o banco do SGC (somente leitura)
CREATE SERVER srv_sgc FOREIGN DATA WRAPPER mysql
  OPTIONS (HOST 'sgc-db01', PORT 3306, DATABASE 'sgc', USER 'apolix_ro', PASSWORD 'xxxxxxxx');

CREATE TABLE fed_baixa (
  id BIGINT NOT NULL,
  parcela_id BIGINT NOT NULL,
  valor_pago DECIMAL(12,2),
  data_baixa DATE,
  PRIMARY KEY (id)
) ENGINE=FEDERATED CONNECTION='srv_sgc/baixa';

DELIMITER $$
CREATE PROCEDURE prc_baixas()
BEGIN
  DECLARE v_ultimo BIGINT DEFAULT 0;
  SELECT COALESCE(MAX(baixa_id), 0) INTO v_ultimo FROM apolix.parcela_baixa;

  INSERT INTO apolix.parcela_baixa (baixa_id, parcela_id, valor_pago, data_baixa)
  SELECT f.id, f.parcela_id, f.valor_pago, f.data_baixa
    FROM fed_baixa f
   WHERE f.id > v_ultimo;

  UPDATE apolix.parcela p JOIN apolix.parcela_baixa b ON b.parcela_id = p.id
     SET p.situacao = 'PAGA' WHERE p.situacao = 'ABERTA';
END$$
CREATE EVENT ev_baixas ON SCHEDULE EVERY 15 MINUTE DO CALL prc_baixas()$$
DELIMITER ;
