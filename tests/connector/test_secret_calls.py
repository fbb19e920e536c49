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
    'oracledb.connect("svc", "{}", "db/SERVICE")',
    "pymssql.connect('server', 'svc', '{}', 'shop')",
    "dbapi.connect('server', 30015, 'svc', '{}')",
    "PlainTextAuthProvider('svc', '{}')",
    "CREATE USER MAPPING FOR a SERVER b OPTIONS (REMOTE_PASSWORD '{}')",
    "ALTER USER a PASSWORD E'{}\\'z'",
    "ALTER USER a PASSWORD $${}$$",
    "ATTACH: db2 attach to inst user svc using {}",
    "EXEC sp_setapprole 'loader', '{}'",
    "UTL_HTTP.SET_WALLET('file:/wallet', '{}')",
    "UTL_SMTP.AUTH(connection, 'svc', '{}')",
    "SELECT * FROM remote('server', 'db', 't', 'svc', '{}')",
    "SELECT * FROM remote('server', db.t, 'svc', '{}')",
    "SELECT * FROM mysql('server:3306', 'db', 't', 'svc', '{}')",
    "INSERT INTO settings VALUES ('smtp.password', '{}')",
    "UPDATE settings SET value = '{}' WHERE name = 'SMTP_PASSWORD'",
    "DECLARE v_pwd VARCHAR2(30) := '{}';",
    "DECLARE @ApiToken nvarchar(60) = N'{}'",
    'val password: String = "{}"',
    "osql /S server /U sa /P {} /i a.sql",
    "pmrep connect -r REP -d Dom -n svc -x {}",
    "vsql -h server -U svc -w {} -d db",
    "ctm environment add prod https://ctm:8443/api svc {}",
    "hdbuserstore SET KEY server:30015 svc {}",
    "rabbitmqctl add_user svc {}",
    "mosquitto_pub -h server -u svc -P {} -t a",
    "ftp -n server <<E user svc {} put a.csv E",
    "wget --password=''{}'' https://api.example.com",
    "curl -b 'JSESSIONID={}' https://erp.example.com",
    "sharedKey: {}",
    "otp_seed: {}",
    "şifre: {}",
    "パスワード: {}",
    "user x, 密码：{}",
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
        "secret: see the vault, path kv/wms",
        "DECLARE v_token VARCHAR2(30);",
        '<NamedCredential xmlns="http://soap.example.com/2006">',
        "mysql('server', 'db')",
        "auth plain or auth login",
        "remote('shard', db.t)",
        "password reset by users_2024",
        "token TokenServiceImplementation",
    ],
)
def test_words_in_such_places_stay(text: str) -> None:
    """Types, columns, functions and sentences come back unchanged."""
    assert clean_text(text) == text
