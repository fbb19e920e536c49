"""Mask the values of variables that are named like a secret, before a program is interpreted.

After ``TOKEN = "x7"; url = "https://api.example.com/" + TOKEN``, the value of `url` contains `x7`,
and nothing shows any more that `x7` is a secret.
"""

import re

from seamscope.connector.secret_forms import HIDDEN
from seamscope.connector.secret_rules import is_secret_name, load_rules

# `TOKEN = "x"`, `$pw = 'x'`, `DECLARE @pw varchar(9) = N'x'`, `v_pw VARCHAR2(30) := 'x'`
_LITERAL = re.compile(
    r"(?P<head>(?<![\w.\-])(?P<name>[^\W\d][\w.\-]{0,63}+)"
    r"(?:(?:[ \t]{1,4}+|[ \t]{0,2}+:[ \t]{0,4}+)(?:as[ \t]{1,4}+)?"
    r"(?P<type>[^\W\d][\w.\-]{1,63}+)(?: ?\([\w, ]{1,12}+\))?+)?+"
    r"\s{0,8}+:?=\s{0,8}+N?(?P<quote>[\"']))(?P<value>[^\"'\n]{4,256}+)(?=(?P=quote))",
    re.I,
)
# Without quotes, only where a line sets a variable: `export TOKEN=x`, `set pw=x`, `DEFINE pw = x`
_BARE = re.compile(
    r"(?P<head>^[ \t]{0,40}+@?(?P<kind>(?:export|local|readonly|set|declare|typeset|setenv|setx"
    r"|define|\\set|:setvar)[ \t]{1,8}+(?:[/\-]\w{1,2}[ \t]{1,4}+)?)?+"
    r"\"?(?P<name>[^\W\d][\w.\-]{0,63}+)(?:[ \t]{0,4}+=[ \t]{0,4}+|[ \t]{1,8}+))"
    r"(?P<value>[^\s\"'=;&|]{4,256}+)(?=\"?[ \t]{0,40}+\r?$)",
    re.I | re.M,
)
_DIRECTIVES = ("define", "\\set", ":setvar")  # of SQL clients; SET is also a clause of UPDATE
# Names that end like this denote where the secret is, or what it is for.
_ABOUT = re.compile(
    r"(?:ur[li]|host|server|endpoint|path|file|dir|folder|table|view|schema|column|col|field|name|id"
    r"|scope|header|type|topic|queue|bucket|container|vault|prefix|suffix|store|provider|policy"
    r"|class|alias|key_?vault|system|source|target|service)s?\Z",
    re.I,
)
# References, addresses and paths, such as `$1`, `%PW%`, `{pw}`, `s3://b`, `/run/secrets/pw`
# or `s.token`
_REFERENCE = re.compile(
    r"[$%{<@&/\\.*(\[:!~-]|.*(?:://|\$\{|\{\{|%\w+%)|[A-Za-z_]\w*+\.[A-Za-z_]\w*+,?\Z", re.S
)
_PREFIX = re.compile(r"\A[a-z]{1,2}_(?=[a-z])", re.I)  # `v_pw` of PL/SQL
_WORDS = re.compile(r"pass|pwd?|pswd|kennwort|wachtwoord|senha|has[łl]o|contrase|mdp|parola", re.I)


def mask_assignments(text: str, *, script: bool = False) -> str:
    """Return a program with `***` for the values of variables that are named like a secret.

    script: whether the text is a shell script or batch file, in which values need no quotes.
    """
    if not load_rules().may_name(text.lower()):
        return text
    if "=" in text:
        text = _LITERAL.sub(_hide, text)
    if script or any(word in text.lower() for word in _DIRECTIVES):
        text = _BARE.sub(lambda match: _hide_bare(match, script=script), text)
    return text


def _hide_bare(match: re.Match[str], *, script: bool) -> str:
    kind = (match["kind"] or "").split()
    is_directive = bool(kind) and kind[0].casefold() in _DIRECTIVES
    if not script and not is_directive:
        return match[0]
    # `SET token = s.token` may be SQL in the script; a shell allows no space before the sign
    sets = re.search(r"\S=", match["head"]) or is_directive or kind[:1] in (["setenv"], ["setx"])
    return _hide(match) if sets else match[0]


def _hide(match: re.Match[str]) -> str:
    """Mask the value, unless its name or form shows that it is a place or a reference.

    The value of a password may be any word; the value of a token or key contains a digit.
    """
    # In `export TOKEN='x'`, the second word is the name, not a type.
    second = match.groupdict().get("type") or ""
    name, value = second if is_secret_name(second) else match["name"], match["value"]
    if _ABOUT.search(name) or _REFERENCE.match(value) or " " in value:
        return match[0]
    if not is_secret_name(name) and not is_secret_name(_PREFIX.sub("", name)):
        return match[0]
    is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return f"{match['head']}{HIDDEN}" if is_mixed or _WORDS.search(name) else match[0]
