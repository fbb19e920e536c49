"""Mask secrets recognised by their context: an XML tag, an HTTP header, a sentence, a pipe."""

import re

from seamscope.connector.secret_columns import redact_inserts
from seamscope.connector.secret_rules import is_secret_name, load_rules
from seamscope.connector.secret_tables import redact_tables

HIDDEN = "***"

# `<ns:password type="plain"><![CDATA[x]]>`
_TAG = re.compile(
    r"<(?P<open>(?P<name>[\w:.\-]{1,100}+)(?:\s[^<>]{0,1000}+)?+>\s{0,8}+"
    r"(?:<!\[CDATA\[|<(?i:value|string|text)(?:\s[^<>]{0,100}+)?>\s{0,8}+)?)"
    r"(?P<value>[^<\]]{1,4000}+)"
)
# `<DTS:Property DTS:Name="Password" Sensitive="1">x`
_NAME_ATTRIBUTE = re.compile(r"[\s:](?:name|key)=[\"'](?P<name>[\w.\- ]{1,100}+)[\"']", re.I)
# `value="x" name="password"` in XML, and the same in JSON
_VALUE_FIRST = re.compile(
    r"(?P<head>\bvalue\\?[\"']?\s{0,4}[:=]\s{0,4}\\?(?P<quote>[\"']))[^\"'\n<>\\]{1,500}+"
    r"(?P<tail>\\?(?P=quote)[\s,]{1,8}\\?[\"']?(?:name|key)\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"']"
    r"(?P<name>[\w.\- ]{1,100}+))",
    re.I,
)
# `<name>password</name><value>x</value>`, and the same with the tags of property lists
_NAME_TAG = re.compile(
    r"(?P<head><(?:name|key|param-name|string)>\s{0,8}+(?P<name>[\w.\- ]{1,100}+)"
    r"</[\w\-]{1,20}>\s{0,40}+"
    r"<(?:value|string|param-value)(?:\s[^<>]{0,100}+)?>)[^<]{1,4000}+",
    re.I,
)
# `variable "db_pw" { type = string, default = "x" }` of Terraform
_VARIABLE = re.compile(
    r"(?P<head>\bvariable\s{1,4}\"(?P<name>[\w.\-]{1,100}+)\"\s{0,4}\{[^{}]{0,500}?"
    r"\bdefault\s{0,4}=\s{0,4})\"[^\"\n]{1,512}\"",
    re.I,
)
# `etl_pw_x.csv`: in the name of a file, one word of mixed characters before the extension
_IN_FILE_NAME = re.compile(
    r"(?P<head>(?<![A-Za-z0-9])(?:pwd?|passwd|password|passwort|kennwort|mdp"
    r"|(?:user|usr|login)[_\-][A-Za-z0-9]{1,32}[_\-]pass)[_\-])"
    r"(?=\S{0,64}\d)(?=\S{0,64}(?-i:[a-z]))(?=\S{0,64}(?-i:[A-Z]))[^\s/\\_\"'<>(),;]{8,64}?"
    r"(?=\.[a-z]\w{0,7}(?:$|[\s\"'/\\,;)]))",
    re.I,
)
# Any scheme: a word with the shape of a key, or parameters up to the end of the header.
_HEADER = re.compile(
    r"(?P<head>\bauthorization\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"']?(?!bearer|basic)[\w\-]{2,40}[\s=]{1,4})"
    r"(?:[\w\-]{1,40}+\s{0,2}=[^\n\r']{1,4000}"
    r"|(?=\S{0,4000}(?:[0-9=_.+/]|(?-i:[a-z][A-Z])))[^\s\"',;\\]{6,8000})",
    re.I,
)
_COOKIE = re.compile(
    r"(?P<head>\bcookie2?\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"']?)(?=[\w.\-]{1,64}+=)[^\"'\n\r\\]{1,8000}",
    re.I,
)
# `Login: etl / x`, `user/password: etl / x`: the value mixes types of characters
_SIGN_IN = re.compile(
    r"(?P<head>(?:[/|&+]\s{0,3}(?:pwd?|pass|passwor[dt]|kennwort|mdp|mot de passe|contrase[ñn]a"
    r"|parola|wachtwoord|senha|has[łl]o)\)?|\b(?:log-?[io]n|credentials?|creds|(?:zugangs|anmelde)daten|zugang|anmeldung|acceso|acc[eè]s"
    r"|identifiants|credenciale?s|credenziali|credenciais|inloggegevens|dane logowania"
    r"|po[sś]wiadczenia))\s{0,3}[:=]\s{0,3}"
    r"[^\s/]{1,64}\s{0,2}/\s{0,2})(?=\S{0,64}\d)(?=\S{0,64}(?-i:[a-z]))"
    r"(?=\S{0,64}(?:(?-i:[A-Z])|[!#$%^&*?~+@]))[^\s\"'<>(),;]{8,256}",
    re.I,
)
# `Credentials: etl / x`: nothing but a name and a password follows
_CREDENTIALS = re.compile(
    r"(?P<head>\b(?:credentials|creds|zugangsdaten|anmeldedaten)\s{0,3}[:=]\s{0,3}"
    r"[\w.@\\\-]{1,64}\s{0,2}/\s{0,2})[^\s\"'<>(),;/]{4,256}(?![/\w])",
    re.I,
)
# `UID=etl;PWD=two words;Encrypt=yes`: in a connection string, a value ends at `;`
_CONNECTION = re.compile(
    r"(?P<head>(?<![\w])(?:uid|user(?:[ _]?(?:id|name))?)\s{0,2}=[^;\n\"']{1,128};"
    r"(?:[^;=\n]{1,64}=[^;\n]{0,128};){0,4}\s{0,3}(?:pwd|password)\s{0,2}=\s{0,2})[^\s;\"'{\n][^;\"'\n]{0,127}(?=;)",
    re.I,
)
# a line of `.pgpass`: `host:port:database:user:password`
_PGPASS = re.compile(
    r"(?P<head>(?<![\w.\-*:])(?<!//)[\w.\-*]{1,255}+:(?:\d{2,5}|\*):[\w\-*]{1,63}+:[\w.\-*]{1,63}+:)"
    r"[^\s:]{4,256}+(?!:\S)"
)
# `passphrase: correct horse battery staple`
_PHRASE = re.compile(
    r"(?P<head>\bpass[_\-. ]?phrase[\"']?\s{0,3}[:=]\s{0,3}[\"']?)"
    r"[a-z]{3,9}(?:[ \-][a-z]{3,9}){3,11}(?=[\"']?[ \t\r]{0,3}(?:\n|$))",
    re.I,
)
_PIPED = re.compile(
    r"(?P<head>\b(?:echo|printf)\s{1,4}(?:-n\s{1,4})?)[^\s|]{1,256}+"
    r"(?P<tail>\s{0,4}\|\s{0,4}(?:kinit|sudo|passwd|chpasswd|docker|podman|helm|su|gpg|openssl)\b"
    r"|\s{0,4}>{1,2}\s{0,4}[\w./~\\\-]{0,200}?(?:pgpass|passw|pwd|secret|token|api_?key))",
    re.I,
)

# `SET value = 'x' WHERE name = 'SMTP_PASSWORD'`
_NAMED = r"\bwhere\s[^'\n]{0,100}=\s{0,3}N?'[\w.\- ]{0,80}(?:passw|pwd|secret|token|api_?key)"
_WHERE_NAMED = re.compile(_NAMED, re.I)
_SET_WHERE = re.compile(
    rf"(?P<head>=\s{{0,3}}N?')(?:[^'\n]|''){{1,512}}+(?P<tail>'\s{{1,8}}{_NAMED})", re.I
)

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_HEX = re.compile(r"(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{20,128}", re.I)
# A string without these characters cannot contain a name with a value.
_MAY_FOLLOW = re.compile(r"[\s({*|=:]|/H/")
_MAY_ASSIGN = re.compile(r"[=:>,|]")
_MIXED = re.compile(r"(?<=[a-z])\d|(?<=\d)[a-z]", re.I)
_RUN = re.compile(r"[0-9A-Za-z+/]{16,}")
_CHANGES = 0.25  # changes between letters and digits per character; words have about half
_DIGIT = re.compile(r"\d")
_EXTENSION = re.compile(r"\.[A-Za-z]{2,4}\Z")  # of a file whose name ends with a key
# A password in a sentence contains a digit, or a sign between letters.
_MAY_BE_TOLD = re.compile(r"\d|[A-Za-z][!#$%^*?~+][A-Za-z]")


def redact_context(text: str) -> str:
    """Mask the secrets in a string that are indicated by a tag, a header, a sentence or a pipe."""
    if "<" in text and ">" in text:
        text = _TAG.sub(_hide_in_tag, text)
        text = _NAME_TAG.sub(_hide_named, text)
    if "ariable" in text:
        text = _VARIABLE.sub(_hide_named, text)
    if "." in text and ("_" in text or "-" in text):
        text = _IN_FILE_NAME.sub(_hide_behind, text)
    if "alue" in text or "VALUE" in text:
        text = _VALUE_FIRST.sub(_hide_before_name, text)
    if ":" in text or "=" in text:
        for pattern in (_HEADER, _COOKIE, _SIGN_IN, _CREDENTIALS, _PGPASS, _PHRASE, _CONNECTION):
            text = pattern.sub(_hide_behind, text)
    text = _redact_statements(text)
    if "|" in text or ">" in text:
        text = _PIPED.sub(_hide_between, text)
    return _redact_values(text)


def _redact_statements(text: str) -> str:
    """Mask the values that UPDATE and INSERT give to columns whose names denote a secret."""
    if "'" in text and _WHERE_NAMED.search(text):
        text = _SET_WHERE.sub(_hide_between, text)
    if "(" in text and ("alue" in text or "VALUE" in text):
        text = redact_inserts(text)
    return text


def _redact_values(text: str) -> str:
    """Mask the value after a word that denotes (`password`) or may denote (`auth`) a secret."""
    rule = load_rules()
    if rule.may_name(text.lower()):
        text = redact_tables(text)
    if _MAY_FOLLOW.search(text):
        text = rule.heads.sub(_hide_behind, text)
    if _MAY_ASSIGN.search(text) and rule.may_be_vague(text.lower()):
        text = rule.vague.sub(_hide_key, text)
    if _DIGIT.search(text) and rule.may_name(text.lower()):
        text = rule.spaced.sub(_hide_spaced_key, text)
    if _MAY_BE_TOLD.search(text) and rule.may_name(text.lower()):
        text = rule.told.sub(_hide_behind, text)
        text = rule.stated.sub(_hide_behind, text)
    return text


def _hide_between(match: re.Match[str]) -> str:
    return f"{match['head']}{HIDDEN}{match['tail']}"


def _hide_behind(match: re.Match[str]) -> str:
    return f"{match['head']}{HIDDEN}"


def _hide_in_tag(match: re.Match[str]) -> str:
    names = [match["name"].rpartition(":")[2]]
    if named := _NAME_ATTRIBUTE.search(match["open"]):
        names.append(named["name"])
    hidden = bool(match["value"].strip()) and any(map(is_secret_name, names))
    return f"<{match['open']}{HIDDEN}" if hidden else match[0]


def _hide_named(match: re.Match[str]) -> str:
    return f"{match['head']}{HIDDEN}" if is_secret_name(match["name"].strip()) else match[0]


def _hide_key(match: re.Match[str]) -> str:
    """Mask the value after a vague name such as `auth`, if the value looks like a key."""
    value = _EXTENSION.sub("", match["value"])
    hidden = looks_like_key(value) or (match["service"] is not None and _looks_issued(value))
    return f"{match['head']}{HIDDEN}" if hidden else match[0]


def _hide_spaced_key(match: re.Match[str]) -> str:
    """Mask a value that follows its name after a space, if the value looks like a key."""
    hidden = looks_like_key(match["value"]) or _looks_issued(match["value"])
    return f"{match['head']}{HIDDEN}" if hidden else match[0]


def _looks_issued(value: str) -> bool:
    """Return whether a value looks generated: a UUID, or a long mix of letters and digits."""
    return bool(_UUID.fullmatch(value)) or (len(value) >= 20 and len(_MIXED.findall(value)) >= 5)


def looks_like_key(word: str) -> bool:
    """Return whether a word is one run of hexadecimal digits, or of mixed letters and digits.

    Ordinary names are divided into words by separators or capitals, and have few digits.
    """
    if _HEX.fullmatch(word):
        return True
    body = word.rstrip("=")
    if body != word and not len(word) % 4 and _MIXED.search(body) and _RUN.fullmatch(body):
        return True  # base64 with its padding
    runs = re.findall(r"[a-z]+|[A-Z]+|\d+", body)
    digits = sum(map(str.isdigit, body))
    return bool(_RUN.fullmatch(body)) and digits >= 2 and len(runs) >= len(body) * _CHANGES


def _hide_before_name(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]):
        return match[0]
    return f"{match['head']}{HIDDEN}{match['tail']}"
