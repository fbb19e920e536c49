USE Plant;
GO
INSERT INTO dbo.Daily (Line, Pieces)
SELECT Line, COUNT(*) FROM dbo.Piece GROUP BY Line;
