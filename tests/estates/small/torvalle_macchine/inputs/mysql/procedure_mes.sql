-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
-- Host: mes-prd    Database: mes_officina
-- ------------------------------------------------------
/*!40101 SET NAMES utf8mb4 */;

-- schema di scambio del gestionale
CREATE SERVER erp_link FOREIGN DATA WRAPPER mysql
  OPTIONS (HOST 'srv-erp01', DATABASE 'torus_if', USER 'mes_if', PASSWORD 'xxxx', PORT 3307);

CREATE TABLE `fed_ordprod` (
  `num_ordine` varchar(12) NOT NULL,
  `articolo` varchar(30) NOT NULL,
  `qta` decimal(12,3) NOT NULL,
  `data_inizio` date DEFAULT NULL,
  PRIMARY KEY (`num_ordine`)
) ENGINE=FEDERATED CONNECTION='erp_link/if_ordprod';

CREATE TABLE `fed_avanz` (
  `num_ordine` varchar(12) NOT NULL,
  `fase` int NOT NULL,
  `buoni` decimal(12,3) DEFAULT NULL,
  `scarti` decimal(12,3) DEFAULT NULL,
  `ts` datetime DEFAULT NULL
) ENGINE=FEDERATED CONNECTION='erp_link/if_avanz';

DELIMITER ;;
CREATE DEFINER=`mes`@`%` PROCEDURE `carica_ordini`()
BEGIN
  INSERT INTO ordine (num_ordine, articolo, qta, inizio)
  SELECT f.num_ordine, f.articolo, f.qta, f.data_inizio
    FROM fed_ordprod f
    LEFT JOIN ordine o ON o.num_ordine = f.num_ordine
   WHERE o.num_ordine IS NULL;
END ;;

CREATE DEFINER=`mes`@`%` PROCEDURE `versa_avanzamenti`()
BEGIN
  INSERT INTO fed_avanz (num_ordine, fase, buoni, scarti, ts)
  SELECT num_ordine, fase, buoni, scarti, ts FROM avanzamento WHERE versato = 0;
  UPDATE avanzamento SET versato = 1 WHERE versato = 0;
END ;;
DELIMITER ;

CREATE EVENT ev_ordini ON SCHEDULE EVERY 10 MINUTE DO CALL carica_ordini();
CREATE EVENT ev_avanz ON SCHEDULE EVERY 15 MINUTE DO CALL versa_avanzamenti();
