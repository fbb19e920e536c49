"""Values of variables with the name of a secret are masked, so that they do not get into addresses
and paths.
"""

import pytest

from seamscope.connector.redaction import blank_secrets


@pytest.mark.parametrize(
    "text",
    [
        'TOKEN = "{}"',
        "$sftpPassword = '{}'",
        "export PASSWORD='{}'",
        "password: str = '{}'",
        "DECLARE @pw NVARCHAR(99) = N'{}';",
        "v_pw VARCHAR2(30) := '{}';",
        "SET @contraseña = '{}';",
        'connect(host="h", hasło="{}")',
        "DEFINE pwd = {}",
        "\\set pw {}",
        ":setvar Kennwort {}",
    ],
)
def test_a_value_is_masked_in_any_program(text: str) -> None:
    """Values are masked in assignments, declarations, arguments and directives of SQL clients."""
    program = f"import requests\n{text}\nb = 2"
    assert blank_secrets(program.format("Gafi2108")) == program.format("***")


@pytest.mark.parametrize(
    "text",
    [
        "export DB_PASSWORD={}",
        "mot_de_passe={}",
        "set wachtwoord={}",
        '@set "pwd={}"',
        "setenv pw {}",
    ],
)
def test_a_value_without_quotes_is_masked_in_a_script(text: str) -> None:
    """An unquoted value is masked in shell and batch scripts, but not in SQL, where it is a
    column.
    """
    assert blank_secrets(text.format("Gafi2108"), script=True) == text.format("***")
    assert blank_secrets(text.format("Gafi2108")) == text.format("Gafi2108")


@pytest.mark.parametrize(
    "text",
    [
        'TOKEN_URL = "https://idp2.example.com/token"',
        'token_table = "bronze.tokens2"',
        'PASSWORD_FILE="/run/secrets/pw1"',
        'secret_scope = "erp2"',
        "PASSWORD=$1",
        "UPDATE t\nSET token = s.token1,\n  secret=s.secret1\nFROM s",
        "password = getpass()",
        "token orders2",
        'SELECT a AS "token1" FROM t',
    ],
)
def test_names_of_places_and_references_stay(text: str) -> None:
    """The location of a secret and the name of the column that contains it are kept, because
    lineage follows them.
    """
    assert blank_secrets(text, script=True) == text
