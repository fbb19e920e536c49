"""Mask secrets that are recognised by their context: a tag, a header, a sentence, a pipe."""

import re

from seamscope.connector.secret_rules import is_secret_name, load_rules

HIDDEN = "***"

# `<ns:password type="plain"><![CDATA[x]]>`
_TAG = re.compile(
    r"<(?P<open>(?P<name>[\w:.\-]{1,100}+)(?:\s[^<>]{0,1000}+)?+>\s{0,8}+(?:<!\[CDATA\[)?)"
    r"(?P<value>[^<\]]{1,4000}+)"
)
# `value="x" name="password"` in XML, and the same in JSON
_VALUE_FIRST = re.compile(
    r"(?P<head>\bvalue\\?[\"']?\s{0,4}[:=]\s{0,4}\\?(?P<quote>[\"']))[^\"'\n<>\\]{1,500}+"
    r"(?P<tail>\\?(?P=quote)[\s,]{1,8}\\?[\"']?(?:name|key)\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"']"
    r"(?P<name>[\w.\- ]{1,100}+))",
    re.I,
)
_HEADER = re.compile(
    r"(?P<head>\bauthorization\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"']?"
    r"(?:token|digest|key|api-?key|hawk|sso-key|geniekey|pat|pve\w{0,8}|session)[\s=]{1,4})"
    r"[^\s\"',;\\]{6,8000}",
    re.I,
)
_COOKIE = re.compile(
    r"(?P<head>\bcookie2?\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"']?)(?=[\w.\-]{1,64}+=)[^\"'\n\r\\]{1,8000}",
    re.I,
)
# `Login: etl / x`: the value counts only if it mixes types of characters
_SIGN_IN = re.compile(
    r"(?P<head>\b(?:log-?[io]n|credentials?|creds|zugang|anmeldung|acceso|acc[eè]s)\s{0,3}[:=]\s{0,3}"
    r"[^\s/]{1,64}\s{0,2}/\s{0,2})(?=\S{0,64}\d)(?=\S{0,64}(?-i:[a-z]))"
    r"(?=\S{0,64}(?:(?-i:[A-Z])|[!#$%^&*?~+@]))[^\s\"'<>(),;]{8,256}",
    re.I,
)
# a line of `.pgpass`: `host:port:database:user:password`
_PGPASS = re.compile(
    r"(?P<head>(?<![\w.\-*:/])[\w.\-*]{1,255}+:(?:\d{2,5}|\*):[\w\-*]{1,63}+:[\w.\-*]{1,63}+:)"
    r"[^\s:]{4,256}+(?!:)"
)
_PIPED = re.compile(
    r"(?P<head>\b(?:echo|printf)\s{1,4}(?:-n\s{1,4})?)[^\s|]{1,256}+"
    r"(?P<tail>\s{0,4}\|\s{0,4}(?:kinit|sudo|passwd|chpasswd|docker|podman|helm|su|gpg|openssl)\b)"
)

_DIGIT = re.compile(r"\d")


def redact_context(text: str) -> str:
    """Return text without the secrets that a tag, a header, a sentence or a pipe indicates."""
    if "<" in text and ">" in text:
        text = _TAG.sub(_hide_in_tag, text)
    if "alue" in text or "VALUE" in text:
        text = _VALUE_FIRST.sub(_hide_before_name, text)
    if ":" in text or "=" in text:
        for pattern in (_HEADER, _COOKIE, _SIGN_IN, _PGPASS):
            text = pattern.sub(_hide_behind, text)
    if "|" in text:
        text = _PIPED.sub(lambda match: f"{match['head']}{HIDDEN}{match['tail']}", text)
    if _DIGIT.search(text):  # a password in a sentence contains a digit
        text = load_rules().told.sub(_hide_behind, text)
    return text


def _hide_behind(match: re.Match[str]) -> str:
    return f"{match['head']}{HIDDEN}"


def _hide_in_tag(match: re.Match[str]) -> str:
    local_name = match["name"].rpartition(":")[2]
    hidden = bool(match["value"].strip()) and is_secret_name(local_name)
    return f"<{match['open']}{HIDDEN}" if hidden else match[0]


def _hide_before_name(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]):
        return match[0]
    return f"{match['head']}{HIDDEN}{match['tail']}"
