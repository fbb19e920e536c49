"""Keep secrets out of records: what looks like a credential never leaves a reader."""

import re
from urllib.parse import urlsplit

HIDDEN = "***"

_NAMES_OF_SECRETS = (
    r"(?:[\w.\-]*(?:passw(?:or)?d|passwd|passphrase|secret|token|api[_\-.]?key|access[_\-.]?key"
    r"|account[_\-.]?key|shared[_\-.]?access[_\-.]?(?:key|signature)|private[_\-.]?key"
    r"|credential|auth[_\-.]?key|client[_\-.]?secret)[\w.\-]*|pwd|pass|sig|sas)"
)
# `user:password@host` of any URL, and of JDBC forms such as oracle:thin:user/password@host
_USERINFO = re.compile(r"(?P<scheme>[a-z][a-z0-9+.\-]*://)(?P<user>[^\s/@:?#]*):[^\s/@]*@", re.I)
_ORACLE = re.compile(r"(?P<head>jdbc:oracle:\w+:[^\s/@:]*)/[^\s@]+@", re.I)
_PAIR = re.compile(
    rf"(?P<name>\b{_NAMES_OF_SECRETS})(?P<sep>[\"']?\s*[=:]\s*)(?P<quote>[\"']?)(?P<value>[^\s\"'&;,{{}}]+)",
    re.I,
)
_BEARER = re.compile(r"\b(?P<kind>Bearer|Basic)\s+[A-Za-z0-9+/._\-=]{8,}")
_TOKEN = re.compile(
    r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|xox[abprs]-[\w\-]{10,}"
    r"|eyJ[\w\-]{10,}\.[\w\-]{10,}\.[\w\-]*|sk-[A-Za-z0-9\-_]{20,}|glpat-[\w\-]{15,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----)"
)


def redact(text: str) -> str:
    """Return text with passwords, tokens and keys replaced by ``***``.

    Names, hosts, ports and databases stay. Text without a credential comes back unchanged.
    """
    if not text:
        return text
    text = _USERINFO.sub(lambda m: f"{m['scheme']}{m['user']}:{HIDDEN}@", text)
    text = _ORACLE.sub(lambda m: f"{m['head']}/{HIDDEN}@", text)
    text = _PAIR.sub(lambda m: f"{m['name']}{m['sep']}{m['quote']}{HIDDEN}", text)
    text = _BEARER.sub(lambda m: f"{m['kind']} {HIDDEN}", text)
    return _TOKEN.sub(HIDDEN, text)


def is_secret_name(name: str) -> bool:
    """Tell whether a property of this name holds a secret, e.g. ``database.password``."""
    return re.fullmatch(_NAMES_OF_SECRETS, name, re.I) is not None


def host_of(url: str) -> str:
    """Return the host of a URL, JDBC URL or ``host:port``, without credentials; "" if none."""
    text = url.strip()
    if text.lower().startswith("jdbc:"):
        text = text[5:]
    if "@" in text and "://" not in text:  # oracle:thin:@//host:1521/service
        text = "x://" + text.rsplit("@", 1)[1].lstrip("/")
    elif "://" not in text:
        text = "x://" + text
    text = re.sub(r"^[a-z0-9+.\-:]*://", "x://", text, flags=re.I)
    try:
        host = urlsplit(re.split(r"[;,\s]", text, maxsplit=1)[0]).hostname or ""
    except ValueError:
        return ""
    return host if re.fullmatch(r"[\w.\-]+", host) else ""
