"""Passwords in calls, headers, cells and sentences, which only their position reveals."""

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
    # command lines
    "tabcmd login -s https://tableau.example.com --token-name svc --token-value {}",
    "smbclient //server/in {} -U svc -c 'put a.csv'",
    "infacmd.sh ps executeProfile -dn d -un svc -pd {}",
    "kubectl create secret generic db --from-literal=connection={}",
    "vault login {}",
    "mc alias set lake https://s3.example.com SVC {}",
    "rclone config create lake s3 access_key_id SVC secret_access_key {}",
    "expect -c 'spawn sftp svc@server; expect password; send \"{}\\r\"; interact'",
    "curl --cert client.pem:{} https://api.example.com",
    'args: ["--db-pass", "{}", "--verbose"]',
    'command: ["--requirepass", "{}"]',
    r"dtexec /f l.dtsx /set \Package.Variables[User::Pwd].Value;{}",
    # code and settings
    "$pw = ConvertTo-SecureString '{}' -AsPlainText -Force",
    "$n = [System.Net.NetworkCredential]::new('svc', '{}', 'CORP')",
    "os.environ['DB_PASS'] = '{}'",
    "$db['default']['kennwort'] = '{}';",
    "CLOUD_AUTH: elastic:{}",
    "elastic.cloud.auth=elastic:{}",
    "JWT_SIGNING: {}",
    "DB_CREDS={}",
    "db.pasword={}",
    "- {name: ETL_CRED, value: {}}",
    'variable "db_pw" { default = "{}" }',
    'type  = "SecureString"\n  value = "{}"',
    "<id>svc</id><geheim>{}</geheim>",
    'I7,HR,REST,"{""client_secret"":""{}""}"',
    # SQL
    "SET PASSWORD FOR 'svc'@'%' = '{}';",
    "SET PASSWORD FOR svc = PASSWORD('{}');",
    "CREATE SECRET lake (TYPE s3, KEY_ID 'SVC', SECRET '{}');",
)
# A password in a sentence: its characters are mixed, so that no ordinary word is taken for it.
MIXED = "Sommerwind7"
SENTENCES = (
    "-- db pass {} (ask Kim)",
    "mot de passe de la base : {}",
    "wachtwoord van svc is {}",
    "Das Kennwort für den SFTP-Server ist {}.",
    "Le mot de passe de l'utilisateur svc est {}.",
    "La contraseña del usuario svc es {}.",
    "Hasło użytkownika svc to {}.",
    "A senha do usuário svc é {}.",
    "La password dell'utente svc è {}.",
    "svc_pw_{}.csv",
    "dump-user-svc-pass-{}.sql",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_password_in_a_sentence_or_a_file_name_is_hidden(text: str) -> None:
    """A password is masked although words for its user or server separate it from the word
    "password".
    """
    assert clean_text(text.replace("{}", MIXED)) == text.replace("{}", "***").removesuffix(".")


@pytest.mark.parametrize("text", PLACES)
def test_a_weak_password_is_masked_because_of_its_position(text: str) -> None:
    """A password that looks like an ordinary word is masked because of its position, and the text
    before it is kept.
    """
    hidden = clean_text(text.replace("{}", WEAK))
    assert WEAK not in hidden
    assert "***" in hidden
    assert hidden[:4] == text[:4]


def test_a_passphrase_of_several_words_is_hidden_to_its_end() -> None:
    """All words of a passphrase are masked: `passphrase: ***`."""
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
        'clientSecret: "", host: ""',
        '<add key="password" value="" /> <add key="host" value="db1" />',
        '<config-oauth-user-pass name="Salesforce__Basic_Authentication2"',
        "The password of the server is kept in the Vault",
        "password rules for the portal: see page 12",
        "PW_Nord_3.csv",
        "password_reset.sql",
        "grep -E 'a:b' orders.csv",
        "vault login -method=oidc",
        "kubectl create secret generic db",
        "columns['password'] == other",
    ],
)
def test_ordinary_words_in_the_position_of_a_password_are_kept(text: str) -> None:
    """Types, columns, functions and sentences in the position of a password are not masked."""
    assert clean_text(text) == text
