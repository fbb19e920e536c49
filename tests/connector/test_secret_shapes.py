"""Credentials of many services and personal data are masked wherever they are written.

The values are generated from a fixed seed; none is real, and secret scanners find none in this
file.
"""

import random
import re
import string
from pathlib import PureWindowsPath

import pytest

from seamscope.connector import redact
from seamscope.connector.personal import mask_personal
from seamscope.connector.scrub import clean_place, clean_text
from seamscope.connector.secret_rules import is_secret_name, load_rules

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def word(length: int, alphabet: str = LETTERS, seed: int = 7) -> str:
    """Return a random word with a digit and a lower-case letter, and with an upper-case letter if
    the alphabet has one.
    """
    text = "".join(random.Random(seed).choices(alphabet, k=length - 3))
    return "7" + text + ("aA" if alphabet is LETTERS else "ab")


TOKENS = {
    "aws": "AKIA" + word(16, string.ascii_uppercase + "234567").upper(),
    "google key": "AIza" + word(35),
    "google oauth": "ya29." + word(60),
    "google secret": "GOCSPX-" + word(28),
    "stripe": "sk_live_" + word(24),
    "stripe restricted": "rk_test_" + word(24),
    "databricks": "dapi" + word(32, HEX),
    "npm": "npm_" + word(36),
    "pypi": "pypi-AgE" + word(80),
    "vault": "hvs." + word(90),
    "sendgrid": f"SG.{word(22)}.{word(43)}",
    "slack": "xoxb-" + word(12, string.digits) + "-" + word(24),
    "slack app": "xapp-1-" + word(40),
    "github": "gho_" + word(36),
    "github fine": "github_pat_" + word(60),
    "gitlab": "glpat-" + word(20),
    "gitlab runner": "glrt-" + word(20),
    "azure": f"{word(3)}8Q~{word(32)}",
    "azure storage": word(86) + "==",
    "azure devops": word(76) + "AZDO" + word(4),
    "snowflake": "ver:1-hint:1234567-ETMsDgAAAX" + word(60),
    "shopify": "shpat_" + word(32, HEX),
    "digitalocean": "dop_v1_" + word(64, HEX),
    "mailgun": "key-" + word(32, HEX),
    "mailchimp": word(32, HEX) + "-us12",
    "twilio": "SK" + word(32, HEX),
    "hugging face": "hf_" + word(34),
    "grafana": "glsa_" + word(41),
    "new relic": "NRAK-" + word(27).upper(),
    "postman": f"PMAK-{word(24, HEX)}-{word(34, HEX)}",
    "telegram": "123456789:AA" + word(33),
    "atlassian": "ATATT3" + word(120),
    "airtable": f"pat{word(14)}.{word(64, HEX)}",
    "docker": "dckr_pat_" + word(27),
    "openai": "sk-proj-" + word(40),
    "dbt": "dbtc_" + word(40),
    "terraform": f"{word(14)}.atlasv1.{word(64)}",
    "sentry": "sntrys_" + word(80),
    "jwt": f"eyJhbGciOiJIUzI1NiJ9.{word(40)}.{word(43)}",
    "random": "7fQ2xZ9kLmB4vT1sWc8RjY6nHd3pGa5E",
}
PLACES = ("{}", "key {} of the loader", "https://example.com/x?y={}&z=1", "-- {}", "[{}]", '"{}"')


@pytest.mark.parametrize(
    ("name", "length"),
    [("vault", 20), ("gitlab", 18), ("google key", 24), ("npm", 20), ("sendgrid", 20)],
)
def test_a_token_that_the_end_of_a_file_cuts_short_is_hidden(name: str, length: int) -> None:
    """The first part of a token is masked as a whole, because half of a token is still a secret."""
    assert redact(f"owner {TOKENS[name][:length]}") == "owner ***"


def test_a_key_whose_last_line_is_cut_short_is_hidden() -> None:
    """A private key is masked wherever the file is cut off after its beginning."""
    whole = f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----"
    for end in range(whole.index(SECRET) + 4, len(whole)):
        assert redact(whole[:end]) == "***"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("service", TOKENS)
def test_a_token_of_a_service_is_hidden_by_its_shape(service: str, place: str) -> None:
    """The form of a token is enough to mask it, without a field name."""
    hidden = redact(place.format(TOKENS[service]))
    assert TOKENS[service] not in hidden
    assert "***" in hidden


SECRET = "s3cr3tValue"


@pytest.mark.parametrize(
    "text",
    [
        f"CREATE LOGIN etl WITH PASSWORD = N'{SECRET}', CHECK_POLICY = OFF",
        f"CREATE USER etl IDENTIFIED BY {SECRET} DEFAULT TABLESPACE users",
        f"CREATE USER u IDENTIFIED BY VALUES 'S:{SECRET}'",
        f"CREATE USER u IDENTIFIED WITH mysql_native_password BY '{SECRET}'",
        f"ALTER ROLE etl PASSWORD '{SECRET}'",
        f"OPTIONS (user 'etl', password '{SECRET}')",
        f"mysql -h db -uroot -p{SECRET} shop",
        f"mysqldump --password={SECRET} shop",
        f"sqlcmd -S db01 -U sa -P {SECRET} -Q 'select 1'",
        f"bcp dbo.t out t.csv -S db -U sa -P{SECRET}",
        f"psql --password {SECRET}",
        f"tool -p {SECRET} run",
        f"curl -u svc:{SECRET} https://api.example.com",
        f"curl --user 'svc:{SECRET}' https://api.example.com",
        f"sqlplus scott/{SECRET}@ORCL",
        f"sqlplus -s scott/{SECRET} @load.sql",
        f"expdp system/{SECRET}@pdb1 schemas=hr",
        f"scott/{SECRET}@//db:1521/x",
        f"sqlldr userid=scott/{SECRET} control=x.ctl",
        f"redis-cli -h cache -a {SECRET}",
        f"sshpass -p '{SECRET}' sftp u@h",
        f"smbclient //srv/share -U etl%{SECRET}",
        f"postgres://u:pa/{SECRET}@db.example.com/x",
        f"postgres://u:two words {SECRET}@db.example.com:5432/x",
        f"""postgres://u:it's"{SECRET}@db.example.com/x""",
        f"Authorization: Basic dXNlcjpz{SECRET}==",
        f"https://fn.azurewebsites.net/api/x?code={SECRET}%3D%3D&v=1",
        f"https://x.example.com/o?X-Amz-Signature={SECRET}&X-Amz-Date=1",
        f"<password>{SECRET}</password>",
        f'<property name="password" value="{SECRET}"/>',
        f'<entry key="db.password">{SECRET}</entry>',
        f'{{"name": "password", "value": "{SECRET}"}}',
        f"password => '{SECRET}'",
        f"v_password := '{SECRET}';",
        f"Passwort: {SECRET}",
        f"Kennwort = {SECRET}",
        f"mot de passe : {SECRET}",
        f"mot_de_passe={SECRET}",
        f"contraseña: {SECRET}",
        f"senha={SECRET}",
        f"wachtwoord: {SECRET}",
        f"hasło={SECRET}",
        f"parola chiave: {SECRET}",
        f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{SECRET}\n-----END PGP PRIVATE KEY BLOCK-----",
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}",
        f"https://acme.webhook.office.com/webhookb2/0a@0b/IncomingWebhook/{SECRET}",
        f"https://discord.com/api/webhooks/123/{SECRET}",
        f".LOGON tdp/etl,{SECRET};",
        f"CONNECT TO SHOP USER etl USING {SECRET}",
        f"ALTER LOGIN x WITH PASSWORD = N'it''s{SECRET}'",
        f"lftp -u etl,{SECRET} sftp://files.example.com",
        f"plink -pw {SECRET} etl@host",
        f"7z x -p{SECRET} a.7z",
        f"unzip -P {SECRET} a.zip",
        f"openssl enc -k {SECRET} -in a",
        f"schtasks /create /ru etl /rp {SECRET}",
        rf"net use \\server\share /user:dom\etl {SECRET}",
        f"aws configure set aws_secret_access_key {SECRET}",
        f"ConvertTo-SecureString '{SECRET}' -AsPlainText",
        f"ConvertTo-SecureString -String {SECRET} -Force",
        f"echo {SECRET} | kinit etl",
        f"Authorization: token {SECRET}",
        f"Cookie: JSESSIONID={SECRET}; path=/",
        f"Set-Cookie: sid={SECRET}; HttpOnly",
        f"<ns:Password type='text'>{SECRET}</ns:Password>",
        f"<password><![CDATA[{SECRET}]]></password>",
        f'<property value="{SECRET}" name="password"/>',
        f'{{"value": "{SECRET}", "name": "client_secret"}}',
        f"password=a<{SECRET}",
        f"the password is {SECRET}",
        f"Passwort lautet {SECRET}",
        f"password di accesso: {SECRET}",
        f"machine ftp.example.com login etl password {SECRET}",
        f"clave: {SECRET}",
        f"etl (pw: {SECRET})",
        f"user/pw: etl/{SECRET}",
        f"Login: etl / {SECRET}",
        f'passphrase "{SECRET}"',
        f"db.example.com:5432:shop:etl:{SECRET}",
        f"etl:$6${SECRET}$abcdefghijklmnop:19000:0",
        f"$2b$12${SECRET}abcdefghijklmnop",
    ],
)
def test_a_credential_is_masked_because_of_the_text_around_it(text: str) -> None:
    """A password is masked because of the text around it, in SQL, command lines, URLs, XML, JSON
    and notes in eight languages.
    """
    hidden = redact(text)
    assert SECRET not in hidden
    assert "***" in hidden


@pytest.mark.parametrize(
    "text",
    [
        "SAP S/4HANA",
        "the password policy is described in SEC-2024",
        "clave: cliente_id",
        "Login: Portal / Intranet",
        "Authorization: OAuth 2.0",
        "Cookie: essential only",
        '<property value="4" name="retries"/>',
        "<host>db.example.com</host>",
        "zip -r out.zip data",
        "net use of 3 days",
        "DELETE FROM orders USING clients",
        "a<b and c<d",
        "actions/checkout@v4",
        "mkdir -p data/landing",
        "docker run -p 8080:80 image",
        "http://host:8080/a@b",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "SalesOrderHeaderItemPartnerAddressReplicationV2",
        "stg_erp__sales_order_items_2024_01_full_load",
        "s3://raw-zone/2024/01/31/orders.parquet",
        "the secret of a good interface",
        "Token ring, password policy and basic data",
        "b4c7e1d29f0a4c1e8d7b6a5f4e3d2c1b",
        "com.acme.integration.ErpToCrmSynchronisationJob",
        "arn:aws:s3:::orders-raw",
        "EBSPROD..AR.T1",
        "connections/shop_to_lake/configuration.yaml",
        "exports/orders.csv",
    ],
)
def test_names_paths_and_ids_stay(text: str) -> None:
    """Text that only resembles a credential is returned unchanged."""
    assert redact(text) == text


@pytest.mark.parametrize("name", ["db.password", "api-key", "Kennwort", "SAS", "client_secret_1"])
def test_names_of_secret_fields_are_known(name: str) -> None:
    """A field is recognised as secret by its name, in any of the languages."""
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["passenger", "tokyo", "sashimi", "compass", "pinboard"])
def test_words_that_contain_a_short_name_are_no_secrets(name: str) -> None:
    """The field names `pass`, `pin` and `sas` count only as whole words."""
    assert redact(f"{name}: seat 7") == f"{name}: seat 7"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("asked jane.doe@corp.example", "asked ***@corp.example"),
        ("user=jane%40corp.example", "user=***%40corp.example"),
        ("DE89 3704 0044 0532 0130 00 is paid", "*** is paid"),
        ("GB29NWBK60161331926819", "***"),
        ("EE382200221020145685 to", "*** to"),
        ("card 4111 1111 1111 1111 of 2024", "card *** of 2024"),
        ("378282246310005", "***"),
        ("SSN 536-22-1234.", "SSN ***."),
        ("QQ123456C", "QQ123456C"),  # a national insurance number cannot begin with Q
        ("AB123456C", "***"),
        ("RSSMRA85T10A562S", "***"),
        ("756.9217.0769.85", "***"),
        ("44051401359", "***"),
        ("2 69 05 49 588 157 80", "***"),
        ("date of birth 1985-07-30 of the tester", "date of birth *** of the tester"),
        ("DOB: 07/30/1985", "DOB: ***"),
        ("Kim, geb. am 30.7.1985", "Kim, geb. am ***"),
        ("Geburtsdatum 30.07.1985", "Geburtsdatum ***"),
        ("née le 30/07/1985", "née le ***"),
        ("fecha de nacimiento: 30-07-85", "fecha de nacimiento: ***"),
        ("data di nascita (30.07.1985)", "data di nascita (***)"),
        ("geboren op 30-7-1985", "geboren op ***"),
        ("data urodzenia: 30.07.1985", "data urodzenia: ***"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    """Mail addresses of people and account, card and social security numbers are masked."""
    assert mask_personal(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 4111111111111112",
        "DE00 3704 0044 0532 0130 00",
        "2024-01-31 12:00:00",
        "20240131120000",
        "44051401358",
        "version 5.1.2",
        "sftp@host",
        "t@t1",
        "10.0.0.1:5432",
        "PO-4500000001",
        "date of birth is a column since 2024-01-31",
        "release of 30.07.2024",
        "the format of DOB is YYYY-MM-DD",
    ],
)
def test_numbers_with_wrong_check_digits_stay(text: str) -> None:
    """Order numbers, dates and versions are not masked."""
    assert mask_personal(text) == text


def test_whom_to_ask_keeps_the_address() -> None:
    """The mail address of a contact is not masked, because readers of the report need it."""
    assert mask_personal("erp-desk@corp.example", contact=True) == "erp-desk@corp.example"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["a." * 50_000, "x/" * 50_000, "http://a:" * 11_000, "mysql -" * 14_000, "4111 " * 20_000,
     "AB12 " * 20_000, "a@a." * 25_000, "identified by " * 7_000, "-u a:" * 20_000,
     "name value=" * 9_000, "1/1" * 33_000],
)  # fmt: skip
def test_a_long_text_of_beginnings_of_secrets_is_read_once(text: str) -> None:
    """A long text with many beginnings of a secret is read once, and not once for each
    beginning.
    """
    assert len(mask_personal(redact(text))) <= len(text) * 2


def test_no_rule_repeats_without_bound() -> None:
    r"""No rule contains `.*`, `\S+` or another unbounded repetition, which takes quadratic time if
    the rest of the rule does not match.
    """
    broad = (".*", ".+", r"\S+", r"\w+", r"\w*")
    rules = load_rules()
    marked = [one.compiled for one in (*rules.tokens.patterns, *rules.heads.patterns)]
    patterns = [*marked, rules.option, rules.sign_in, rules.pair, rules.vague]
    assert [p.pattern for p in patterns if any(sign in p.pattern for sign in broad)] == []


WORD = "aB3dE5gH7jK9mN1pQ3sT5v"


@pytest.mark.parametrize(
    "address",
    [
        f"https://hooks.slack.com/services/T0ABCDEF1/B0ABCDEF2/{WORD}",
        f"https://acme.webhook.office.com/webhookb2/0f8fad5b-d9cb@469f-a165/IncomingWebhook/{WORD}",
        f"https://discord.com/api/webhooks/123456789012345678/{WORD}",
        f"https://hooks.zapier.com/hooks/catch/1234567/{WORD}",
        f"https://outlook.office.com/webhook/{WORD}",
    ],
)
@pytest.mark.parametrize("separator", ["_", "-", "%2F", ":"])
def test_the_address_of_a_webhook_in_the_name_of_a_file_is_hidden(
    address: str, separator: str
) -> None:
    """The key of a webhook URL in a file name is masked although its `/` are replaced by another
    character; the extension is kept.
    """
    plain = re.sub("[/:]+", separator, address)
    for name in (f"{plain}.json", f"in/{plain}.json", plain.replace(".", separator)):
        hidden = clean_text(name)
        assert WORD not in hidden, hidden
        assert "***" in hidden
        assert hidden.endswith(".json") is name.endswith(".json")


@pytest.mark.parametrize(
    "name",
    [
        "services_tables_backup_2024.csv",
        "api_webhooks_orders_and_customers.yaml",
        "microservices_T_B_overview.md",
        "webhook_office_hours.csv",
    ],
)
def test_names_that_only_speak_of_webhooks_stay(name: str) -> None:
    """A file name about webhooks without the key of a URL is not masked."""
    assert clean_text(name) == name


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        (PureWindowsPath(r"C:\Users\anna\exports"), r"C:\Users\anna\exports\flows.csv"),
        (PureWindowsPath(r"\\fs01\share\in"), r"\\fs01\share\in\flows.csv"),
        (PureWindowsPath(r"D:\in\password=Hunter2xyz"), r"D:\in\password=***"),
        (PureWindowsPath(r"D:\in\--password Hunter2xyz "), r"D:\in\--password ***"),
    ],
)
def test_paths_of_windows_stay_without_their_secrets(folder: PureWindowsPath, shown: str) -> None:
    """Drives and shares of Windows paths are kept, and secrets after a backslash are masked."""
    assert clean_text(str(folder / "flows.csv")).startswith(shown)
    assert "Hunter2xyz" not in clean_text(str(folder / "flows.csv"))


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("systems[3].428-25-9599", "systems[3].***"),
        (
            "homes.scott/Secret99word@//db.example.com:1521/x",
            "homes.scott/***@//db.example.com:1521/x",
        ),
        ("systems[3].name", "systems[3].name"),
        ("paths./orders/{id}@v2.get", "paths./orders/{id}@v2.get"),
    ],
)
def test_a_key_that_is_a_secret_is_masked_in_evidence(place: str, shown: str) -> None:
    """In the place of a record, such as `systems[3].428-25-9599`, a key that is a secret is
    masked.
    """
    assert clean_place(place) == shown


@pytest.mark.parametrize(
    "path",
    [
        "adf/arm clave secreta: Abcd1234#/klucz API : Befibe7062 template.json",
        'sap-erp/tables hasło Zapo1234#/motDePasse="Befibe7062#" RFCDES.txt',
        r"c:\in senha=Zapo1234#\--passwort Befibe7062 load.sql: cannot be read",
    ],
)
def test_two_passwords_in_one_path_are_hidden(path: str) -> None:
    """The second of two passwords in a path is masked, too."""
    assert "Befibe7062" not in clean_text(path)
