"""Secrets in the columns of INSERT statements, licence keys and ids of Slack are masked."""

import pytest

from seamscope.connector.scrub import clean_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "INSERT INTO app.users (login, password) VALUES ('svc_etl', 'Tr0ub4dor-x9')",
            "INSERT INTO app.users (login, password) VALUES ('svc_etl', '***')",
        ),
        (
            "insert into u (password, login) values (N'it''s', 'a'), ('h;x', 'b'); select 'x'",
            "insert into u (password, login) values (N'***', 'a'), ('***', 'b'); select 'x'",
        ),
        (
            r"REPLACE INTO u (`passwort`, n) VALUES ('it\'s', 1), ('c:\', 2)",
            "REPLACE INTO u (`passwort`, n) VALUES ('***', 1), ('***', 2)",
        ),
        (
            "INSERT IGNORE INTO `u` (`id`, `pin`) VALUES (1, 4711), (2, HASH('a, b', 'sha'))",
            "INSERT IGNORE INTO `u` (`id`, `pin`) VALUES (1, ***), (2, HASH('***', '***'))",
        ),
        (
            "WHEN NOT MATCHED THEN INSERT (login, [mot de passe]) VALUES (s.login, 'abc')",
            "WHEN NOT MATCHED THEN INSERT (login, [mot de passe]) VALUES (s.login, '***')",
        ),
        ("INSERT INTO u (a, pwd) VALUES (1, 'cut", "INSERT INTO u (a, pwd) VALUES (1, '***'"),
        ("LICENSE_KEY=8KX2P-77QRT", "LICENSE_KEY=***"),
        ("licence key: XJ4-22K until May", "licence key: *** until May"),
        ("Lizenzschlüssel: ABC12-XYZ99", "Lizenzschlüssel: ***"),
        ("clé de licence : ABC12-XYZ99", "clé de licence : ***"),
        ("https://hooks.slack.com/services/T02ABCD9X/B01234/x1", "https://hooks.slack.com/services/***"),
        ("https://app.slack.com/client/T02ABCD9X/C0123", "https://app.slack.com/client/***"),
        ("slack team_id: T02ABCD9X", "slack team_id: ***"),
    ],
)  # fmt: skip
def test_a_secret_is_hidden_by_its_column_or_name(text: str, expected: str) -> None:
    """In an INSERT or an assignment, only the value of the secret is masked; names, other values
    and the following text are kept.
    """
    assert clean_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t (id, token) VALUES (?, :token), (@id, NULL)",
        "INSERT INTO orders (id, name) VALUES (1, 'Tr0ub4dor')",
        "insert values (token, x) into the list",
        "INSERT INTO t (token) SELECT 'x' FROM s",
        "license key: required",
        "license key = 2024-01",
        "product_key=P12345",
        "team TEAMSALES",
        "workspace TRADING",
        "https://api.example.com/services/Tables/Bulk",
    ],
)
def test_a_text_without_a_secret_stays(text: str) -> None:
    """Placeholders, values of other columns and ordinary words are not masked."""
    assert clean_text(text) == text
