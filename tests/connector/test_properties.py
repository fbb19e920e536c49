"""Properties files are read as Java reads them, and secrets are removed."""

import pytest

from seamscope.connector import build_member
from seamscope.connector.properties import read_properties, sort_by_environment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1", {"a": "1"}),
        ("a: 1\nb 2\n  c = x = y", {"a": "1", "b": "2", "c": "x = y"}),
        ("# a=1\n! b=2\n\n", {}),
        ("CRM\\ Host=https\\://crm.example.com", {"CRM Host": "https://crm.example.com"}),
        ("list=one,\\\n     two", {"list": "one,two"}),
        ("end=one\\", {"end": "one"}),
        ("path=C\\:\\\\in\\\\\nnext=1", {"path": "C:\\in\\", "next": "1"}),
        ("a=1\na=2", {"a": "2"}),
        ("name=B\\u00fcro", {"name": "B\u00fcro"}),
        ("empty=", {"empty": ""}),
        ("alone", {"alone": ""}),
    ],
)
def test_lines_give_settings(text: str, expected: dict[str, str]) -> None:
    """Escapes, separators, comments and continued lines are read as Java reads them."""
    assert read_properties(build_member(text.encode(), "a.properties", "a.properties")) == expected


def test_secrets_are_left_out() -> None:
    """Settings with the name of a secret are left out, and passwords in URLs are masked."""
    text = "db.password=hunter2hunter2\nApi\\ Key=abc\nurl=https://u:hunter2hunter2@h.example.com"
    found = read_properties(build_member(text.encode(), "a.properties", "a.properties"))
    assert list(found) == ["url"]
    assert "hunter2" not in found["url"]


def test_production_goes_first() -> None:
    """Files of production come first, then files without an environment, then the other
    environments, each sorted by name.
    """
    names = ["conf/app-dev.yaml", "app.yaml", "uat.properties", "config-PROD.yaml", "Latest.yaml"]
    assert sort_by_environment(names) == [
        "config-PROD.yaml", "Latest.yaml", "app.yaml", "conf/app-dev.yaml", "uat.properties",
    ]  # fmt: skip
