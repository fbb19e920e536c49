-- FW-SQL05, database COMPASS_AM. Agent job: AM_DAILY_SYNC, 05:30
USE COMPASS_AM;
GO
CREATE PROCEDURE sync.usp_property_in AS
BEGIN
  MERGE am.Asset AS tgt
  USING (
      SELECT UPRN, address1, address2, postcode, prop_type, tenure
      FROM   [FW-SQL03].ORCHIDLIVE.dbo.property
      WHERE  status <> 'X'
  ) AS src
  ON tgt.UPRN = src.UPRN
  WHEN MATCHED THEN UPDATE SET tgt.Addr1 = src.address1, tgt.PostCode = src.postcode, tgt.PropType = src.prop_type
  WHEN NOT MATCHED BY TARGET THEN
       INSERT (UPRN, Addr1, Addr2, PostCode, PropType, Tenure)
       VALUES (src.UPRN, src.address1, src.address2, src.postcode, src.prop_type, src.tenure);
END
GO
CREATE PROCEDURE sync.usp_attributes_out AS
BEGIN
  -- EPC band, heating type and asbestos flag
  UPDATE o
     SET o.epc_band = a.EpcBand, o.heating_type = a.HeatingType, o.asbestos_flag = a.AsbFlag
  FROM OPENQUERY([FW-SQL03], 'SELECT uprn, epc_band, heating_type, asbestos_flag FROM ORCHIDLIVE.dbo.property_attr') o
  JOIN am.AssetSummary a ON a.UPRN = o.uprn
  WHERE a.ChangedOn > DATEADD(day, -2, SYSDATETIME());
END
GO
