"""The URL of a database is parsed, and its secrets are shown nowhere."""

import pytest

from seamscope.databases import Address, read_address
from seamscope.errors import InputError

MARK = "Zq7Planted"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://me:p%40ss@db.example.com:5433/shop?sslmode=require",
            Address(
                scheme="postgresql",
                host="db.example.com",
                port=5433,
                database="shop",
                user="me",
                password="p@ss",
                options={"sslmode": "require"},
            ),
        ),
        ("mysql+pymysql://h/a", Address(scheme="mysql", host="h", database="a")),
        ("jdbc:mariadb://h/a", Address(scheme="mariadb", host="h", database="a")),
        ("sqlite:///data/a.db", Address(scheme="sqlite", database="data/a.db")),
        ("sqlite:////data/a.db", Address(scheme="sqlite", database="/data/a.db")),
        ("postgresql://[::1]:1/a", Address(scheme="postgresql", host="::1", port=1, database="a")),
    ],
)
def test_a_url_is_taken_apart(url: str, expected: Address) -> None:
    """The parts of a URL are decoded, and a driver in its scheme is ignored."""
    assert read_address("DB", {"DB": url}) == expected


@pytest.mark.parametrize(
    ("variable", "url", "problem"),
    [
        (f"postgresql://me:{MARK}@h/a", "", "not the name of an environment variable"),
        (f"{MARK}-1", "", "not the name of an environment variable"),
        ("DB", "", "the variable DB is not set"),
        ("DB", f"me:{MARK}@h/a", "does not contain the URL of a database"),
        ("DB", f"postgresql://me:{MARK}@h:port/a", "does not contain the URL of a database"),
        ("DB", f"postgresql://me:{MARK}@[h/a", "does not contain the URL of a database"),
    ],
)
def test_a_wrong_url_is_not_quoted(variable: str, url: str, problem: str) -> None:
    """The error for a wrong URL has a remedy, and repeats neither the name of the variable nor the
    URL.
    """
    with pytest.raises(InputError, match=problem) as found:
        read_address(variable, {variable: url} if url else {})
    assert found.value.errors[0].remedy
    assert MARK not in f"{found.value!r} {found.value}"
    assert found.value.__context__ is None


def test_a_printed_address_has_no_secret() -> None:
    """The text of an address contains neither the user nor the password nor the options of its
    URL.
    """
    url = f"snowflake://{MARK}:{MARK}@account/db?token={MARK}"
    assert MARK not in repr(read_address("DB", {"DB": url}))
