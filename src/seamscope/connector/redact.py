"""Keep secrets out of records: what looks like a credential never leaves a reader."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

HIDDEN = "***"

# No wildcard in front and a bounded one behind: an endless word must not cost time without end.
_WORDS = (
    r"(?:passw(?:or)?d|passwd|passphrase|secret|token|api[_\-.]?key|access[_\-.]?key"
    r"|account[_\-.]?key|shared[_\-.]?access[_\-.]?(?:key|signature)|private[_\-.]?key"
    r"|subscription[_\-.]?key|encryption[_\-.]?key|credential|auth[_\-.]?key)[\w.\-]{0,64}"
)
_SHORT = r"(?:pwd|pass|sig|sas)"
# `user:password@host` of any URL, also of one that was split at its first slash, and of JDBC forms
# such as oracle:thin:user/password@host
_USERINFO = re.compile(
    r"(?P<scheme>(?:[a-z][a-z0-9+.\-]{0,40}:)?//?)(?P<user>[^\s/@:?#]*):[^\s/]*@", re.I
)
_ORACLE = re.compile(r"(?P<head>jdbc:oracle:\w+:[^\s/@:]*|\bconnect\s+[\w.$\"]+)/[^\s@]+@", re.I)
# A value in quotes (escaped or not) or braces ends with them, a bare one at a delimiter.
_PAIR = re.compile(
    rf"(?P<name>{_WORDS}|\b{_SHORT})(?P<sep>\\?[\"']?\s*[=:]\s*)"
    r"(?:(?P<quote>\\?[\"'])(?:(?!(?P=quote)).)+|\{[^{}\n]*\}"
    rf"|(?:[^\s\"'&;{{}}]|&(?![\w.\-]{{1,64}}=))+)",  # in a URL, `&name=` begins another value
    re.I,
)
_SQL = re.compile(r"(?P<head>\b(?:identified\s+by|password)\s+)(?:'[^']*'|\"[^\"]*\")", re.I)
# "Basic authentication" is a phrase; what follows in a header is encoded.
_BEARER = re.compile(
    r"\b(?P<kind>bearer|basic)\s+(?=\S*(?:[0-9=_.+/]|(?-i:[a-z][A-Z])))[A-Za-z0-9+/._\-=~]{8,}",
    re.I,
)
_BLOCK = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*KEY-----|\Z)", re.S | re.I
)
_HOOK = re.compile(
    r"(?P<host>\bservices/T\w{4,}/B\w{4,}|webhook\.office\.com/[\w\-]+|\bapi/webhooks)/[^\s\"'<>]+",
    re.I,
)
# Whatever their case: names are folded before they are told. A digit tells a key from a word.
_TOKEN = re.compile(
    r"\b(?:(?-i:A[KS]IA[0-9A-Z]{12,})|A[KS]IA(?=[A-Z]*[0-9])[0-9A-Z]{10,}|gh[pousr]_[A-Za-z0-9]{8,}|github_pat_\w{8,}"
    r"|xox[abprs]-[\w\-]{10,}|eyJ[\w\-]{10,}\.[\w\-]{10,}\.[\w\-]*|sk-[A-Za-z0-9\-_]{20,}"
    r"|glpat-[\w\-]{15,})",
    re.I,
)


def redact(text: str) -> str:
    """Return text with passwords, tokens and keys replaced by ``***``.

    Names, hosts, ports and databases stay. Text without a credential comes back unchanged.
    """
    if not text:
        return text
    text = _BLOCK.sub(HIDDEN, text)
    text = _HOOK.sub(lambda m: f"{m['host']}/{HIDDEN}", text)
    text = _USERINFO.sub(lambda m: f"{m['scheme']}{m['user']}:{HIDDEN}@", text)
    text = _ORACLE.sub(lambda m: f"{m['head']}/{HIDDEN}@", text)
    text = _PAIR.sub(lambda m: f"{m['name']}{m['sep']}{m['quote'] or ''}{HIDDEN}", text)
    text = _SQL.sub(lambda m: f"{m['head']}{HIDDEN}", text)
    text = _BEARER.sub(lambda m: f"{m['kind']} {HIDDEN}", text)
    return _TOKEN.sub(HIDDEN, text)


# Without one of these marks a short text is a name, and holds no secret of a known shape.
_MARKED = re.compile(r"[:=/@\s]")
_STATEMENT = re.compile(
    r"\s*(?:--|/\*|\(?\s*(?:select|with|insert|update|delete|merge|create|alter|exec|execute|call"
    r"|begin|declare|use|copy|set|replace|truncate)\b)"
    r".*?\b(?:select|from|into|table|view|procedure|proc|set|values|exec|where)\b",
    re.I | re.S,
)


def cleaned(text: str) -> str:
    """Redact a value before a connector sees it, and may take it apart.

    SQL passes as it stands: `t.token = s.token` is a join and no secret, and lineage needs it all.
    """
    if len(text) < 16 and not _MARKED.search(text):
        return text
    return _cleaned(text) if len(text) < 500 else _uncached(text)


def _uncached(text: str) -> str:
    return text if _STATEMENT.match(text) else redact(text)


_cleaned = lru_cache(maxsize=4096)(_uncached)


def is_secret_name(name: str) -> bool:
    """Tell whether a property of this name holds a secret, e.g. ``database.password``."""
    return re.fullmatch(rf"[\w.\-]*{_WORDS}|{_SHORT}", name, re.I) is not None


SNOWFLAKE = ".snowflakecomputing.com"


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
    if url.startswith("snowflake://") and host and not host.endswith(SNOWFLAKE):
        host += SNOWFLAKE  # there the account stands, whose address it is
    return host if re.fullmatch(r"[\w.\-]+", host) else ""
