USE [KBKDWH]
GO
-- Linked Server BDE_ST zeigt auf sv-at-hyd01 / HYDPRD, QIR_P auf QIRP
CREATE OR ALTER PROCEDURE stg.usp_Load_Produktion @Tag date
AS
BEGIN
  TRUNCATE TABLE stg.Produktion;
  INSERT INTO stg.Produktion (FaNr, Maschine, Gut, Ausschuss, Tag)
  SELECT FA_NR, MASCH, GUT, AUS, TAG
  FROM OPENQUERY([BDE_ST], 'SELECT fa_nr, masch, gut, aus, tag FROM hyd.v_tagesmenge');
  MERGE dwh.FactProduktion AS t
  USING stg.Produktion AS s ON t.FaNr = s.FaNr AND t.Tag = s.Tag
  WHEN MATCHED THEN UPDATE SET t.Gut = s.Gut, t.Ausschuss = s.Ausschuss
  WHEN NOT MATCHED THEN INSERT (FaNr, Maschine, Gut, Ausschuss, Tag) VALUES (s.FaNr, s.Maschine, s.Gut, s.Ausschuss, s.Tag);
END
GO
CREATE OR ALTER PROCEDURE stg.usp_Load_Pruefwerte
AS
  INSERT INTO stg.Pruefwerte SELECT * FROM OPENQUERY([QIR_P], 'SELECT * FROM qir.measurement');
GO
