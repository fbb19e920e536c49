"""Connection strings of any form give the database and the host, but no secret."""

import pytest

from seamscope.connector.connections import parse_connection_clues


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Data Source=tcp:plant01.example.com,1433;Initial Catalog=Plant;Password=x",
            ["database=Plant", "host=plant01.example.com"],
        ),
        (
            r"Server=SQL01\INST;Database={Shop};Trusted_Connection=yes",
            ["database=Shop", "host=sql01"],
        ),
        (
            "postgresql://robot:pa55@pg.example.com:5432/shop?sslmode=require",
            ["database=shop", "host=pg.example.com"],
        ),
        (
            "jdbc:sqlserver://sql.example.com:1433;databaseName=Erp;user=a;password=b",
            ["database=Erp", "host=sql.example.com"],
        ),
        (
            "jdbc:oracle:thin:@//vine-db-01.example.com:1521/VINEPRD",
            ["database=VINEPRD", "host=vine-db-01.example.com"],
        ),
        ("jdbc:oracle:thin:@vine-db-02:1521:VINE", ["database=VINE", "host=vine-db-02"]),
        (
            "jdbc:oracle:oci:robot/pa55@//vine-db-03:1522/vine.corp.example",
            ["database=vine.corp.example", "host=vine-db-03"],
        ),
        ("jdbc:oracle:thin:@vine-db-04/VINEHIST", ["database=VINEHIST", "host=vine-db-04"]),
        ("https://lake.dfs.core.windows.net/folder", ["host=lake.dfs.core.windows.net"]),
        ("https://vine.example.com:1521/VINEPRD", ["host=vine.example.com"]),
        ("Data Source=.;Initial Catalog=Local", ["database=Local"]),
        ("", []),
        (";;=;no pairs at all", []),
    ],
)
def test_strings_tell_database_and_host(text: str, found: list[str]) -> None:
    """A connection string gives its database and host; the local machine is not a host, and a web
    address has no database.
    """
    assert [f"{clue.kind.value}={clue.value}" for clue in parse_connection_clues(text)] == found
