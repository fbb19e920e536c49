USE Reports;
GO
INSERT INTO dbo.fact_orders (order_id, customer, plant, amount, month)
SELECT o.id, c.name, p.name, SUM(o.qty * o.price), MONTH(o.created)
FROM Plant.dbo.orders AS o
JOIN Plant.dbo.customers AS c ON c.id = o.customer_id
JOIN Plant.dbo.plants AS p ON p.id = o.plant_id
WHERE o.state = 'closed'
GROUP BY o.id, c.name, p.name, MONTH(o.created);
