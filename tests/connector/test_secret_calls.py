"""Passwords in calls, headers, cells and sentences, where nothing but their place reveals them."""

import pytest

from seamscope.connector.scrub import clean_text

WEAK = "sommerwind7"  # looks like a word: only its place says that it is a password

PLACES = (
    'curl -H "Key: {}" https://api.example.com',
    "wget --header='X-Auth: {}' https://api.example.com",
    'curl -H"X-Secret-Key:{}" https://api.example.com',
    "machine sftp.example.com login halden password {}",
    r"net use Z: \\server\share {} /user:DOMAIN\svc",
    r"net use \\server\share {}",
    "quote USER svc\nquote PASS {}",
    "wpa_passphrase Warehouse {}",
    "ENV DB_PASSWORD {}",
    "setx API_KEY {}",
    'variable "db_password" {\n  type = string\n  default = "{}"\n}',
    'source.setPassword("{}");',
    "source.setClientSecret('{}')",
    '.withPassword("{}").build()',
    '.option("password", "{}")',
    'properties.setProperty("db.password", "{}");',
    "map.put('api_key', '{}')",
    'new NetworkCredential("svc", "{}")',
    'HTTPBasicAuth("svc", "{}")',
    'requests.get(url, auth=("svc", "{}"))',
    'ftp.login("svc", "{}")',
    'DriverManager.getConnection("jdbc:oracle:thin:@db:1521:x", "svc", "{}")',
    'DriverManager.getConnection(url, user, "{}")',
    'connection.Open "DSN=shop", "svc", "{}"',
    "UTL_HTTP.SET_AUTHENTICATION(request, 'svc', '{}');",
    "OPENROWSET('SQLNCLI', 'server'; 'sa'; '{}', 'SELECT 1')",
    'password,"{}"',
    "db_password,{}",
    "db_password;{}",
    "db_password\t{}",
    "| Passwort | {} |",
    "the password is {}",
    "Das Passwort lautet „{}“.",
    "le mot de passe est {}",
    "login svc (password {})",
    "Login: svc, PW {}",
    "lösenord: {}",
    "heslo: {}",
    "пароль: {}",
    '<property name="password"><value>{}</value></property>',
    "Driver={SQL};Uid=sa;Pwd={begin;}}{}};Encrypt=yes",
    "postgresql+psycopg2://svc:begin/with@{}@db/shop",
)


@pytest.mark.parametrize("text", PLACES)
def test_a_weak_password_is_hidden_by_its_place(text: str) -> None:
    """A password that looks like a word is hidden, and the rest is kept."""
    hidden = clean_text(text.replace("{}", WEAK))
    assert WEAK not in hidden
    assert "***" in hidden
    assert hidden[:4] == text[:4]


def test_a_passphrase_of_several_words_is_hidden_to_its_end() -> None:
    """Words after the first one belong to the passphrase."""
    assert clean_text("passphrase: correct horse battery staple") == "passphrase: ***"


@pytest.mark.parametrize(
    "text",
    [
        "the password is stored in the vault",
        "the password is sha256-hashed",
        "the token is customer360",
        "password,varchar2",
        "password;string255",
        "api_token;api_token_2024",
        "user;password;host",
        "| token | varchar(36) |",
        "| api_key | string | the key of the account |",
        "columns: ['password', 'email']",
        "WHERE name IN ('token', 'abc')",
        "secrets.get('scope', 'key')",
        "headers.get('x-request')",
        "open('file', 'r')",
        "set('name', 'value')",
        "auth = (user, role)",
        "net use Z: /delete",
        'variable "region" { default = "eu" }',
        "login with password protection",
    ],
)
def test_words_in_such_places_stay(text: str) -> None:
    """Types, columns, functions and sentences come back unchanged."""
    assert clean_text(text) == text
