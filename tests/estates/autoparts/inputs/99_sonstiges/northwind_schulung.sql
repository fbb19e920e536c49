-- SQL-Schulung Tag 1 (Übung)
CREATE TABLE Customers (CustomerID nchar(5) PRIMARY KEY, CompanyName nvarchar(40));
CREATE TABLE Orders (OrderID int PRIMARY KEY, CustomerID nchar(5) REFERENCES Customers(CustomerID));
SELECT c.CompanyName, COUNT(*) FROM Customers c JOIN Orders o ON o.CustomerID = c.CustomerID GROUP BY c.CompanyName;
