CREATE VIEW dbo.Open_Orders AS SELECT Id FROM dbo.Orders;
