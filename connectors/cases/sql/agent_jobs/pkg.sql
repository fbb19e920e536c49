-- GUESTPRD (srv-gst01), schema GUEST
INSERT INTO guest.viajero SELECT name_id FROM stage.names;
