USE [TLMPRD]
GO
/* RECOBRA (Tallyman). Job SQL Agent "TLM - Carga saldos" 05:00. Autor: psempere */
CREATE OR ALTER PROCEDURE dbo.usp_CargaSaldos
AS
BEGIN
  SET NOCOUNT ON;
  TRUNCATE TABLE dbo.stg_saldo;

  INSERT INTO dbo.stg_saldo (cuenta, saldo, vencimiento)
  SELECT ACCOUNT_NO, BALANCE, DUE_DATE
    FROM OPENQUERY(FPL_LNK, 'select ACCOUNT_NO, BALANCE, DUE_DATE from AMDADM.AR_BALANCE where BALANCE > 0');

  MERGE dbo.deuda AS d USING dbo.stg_saldo AS s ON d.cuenta = s.cuenta
  WHEN MATCHED THEN UPDATE SET d.saldo = s.saldo
  WHEN NOT MATCHED THEN INSERT (cuenta, saldo, vencimiento) VALUES (s.cuenta, s.saldo, s.vencimiento);

  -- UPDATE FPL_LNK..AMDADM.ACCOUNT SET DUNNING='S' ...   (nunca se llegó a usar; sin permiso de escritura)
END
GO
