INSERT INTO mart.orders (id) SELECT id FROM stage.orders;
