"""Find the SQL, channels, URLs and files that a channel's JavaScript accesses.

The script is not run: calls of Mirth's own classes, such as ``router.routeMessage('Lab', msg)``,
are found by name. An argument is evaluated from literals and known variables; any other value
becomes ``?``.
"""

import re
from dataclasses import dataclass, field

MAX_SCRIPT = 400_000  # characters of a script that are read
MAX_ARGUMENT = 20_000
TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
    r"|(?P<text>(?<!\\)(?:\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`))"
    r"|(?P<setting>\$cfg\(['\"]([\w.\-]{1,80})['\"]\)|configurationMap\.get\(['\"]([\w.\-]{1,80})['\"]\))"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>[,;])|(?P<name>[A-Za-z_$][\w$.]{0,200})"
    r"|(?P<other>[^\"'`()\[\]{},;/$A-Za-z_]+|.)",
    re.S,
)
CALL = re.compile(
    r"(?:\b(?P<holder>[\w$]{1,80})\s{0,9}\.\s{0,9})?\b(?P<name>createDatabaseConnection|executeCachedQuery|"
    r"executeUpdate(?:AndGetGeneratedKeys)?|executeQuery|prepareStatement|prepareCall|"
    r"routeMessage(?:ByChannelId)?|(?:[\w.]{1,80}\.)?(?:HttpGet|HttpPost|HttpPut|HttpPatch|HttpDelete|URL)|"
    r"FileUtil\.(?:read|readBytes|write))\s{0,9}\("
)
ASSIGNED = re.compile(r"(?<![\w$.])(?P<name>[A-Za-z_$][\w$]{0,80})\s{0,9}(?P<sign>\+?=)(?![=>])")
CALLED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,80})\s{0,9}\(")
SQL = re.compile(
    r"(?<!\s)\s*+[{(]?\s*+(?:select|with|insert|update|delete|merge|call|exec(?:ute)?|begin|"
    r"truncate)\b",
    re.I,
)
GET, SEND = "get", "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One access to SQL, a channel, a URL or a file.

    kind: sql, route, get, send, url, read or write.
    text: the SQL, channel, URL or path.
    url, driver: the database that runs the SQL.
    """

    kind: str
    text: str
    url: str = ""
    driver: str = ""


@dataclass(slots=True)
class _Scope:
    """Values of a script's variables: known strings, and database connections."""

    texts: dict[str, str] = field(default_factory=dict)
    connections: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_script(text: str) -> list[Call]:
    """Return the accesses in a script, in order and without repetitions."""
    if "(" not in text:
        return []
    script = _blank(text[:MAX_SCRIPT], "comment")
    bare = _blank(script, "text")
    scope = _Scope()
    places = [(m.start(), m) for pattern in (ASSIGNED, CALL) for m in pattern.finditer(bare)]
    found: list[Call] = []
    named = ""
    for _, match in sorted(places, key=lambda one: one[0]):
        if "sign" in match.re.groupindex:
            named = match["name"]
            _assign(script, match, scope)
        elif call := _read_call(script, match, scope, named):
            found.append(call)
    return list(dict.fromkeys(found))


def find_called(text: str, names: frozenset[str]) -> set[str]:
    """Return the functions in `names` that a script calls."""
    called = CALLED.findall(_blank(text[:MAX_SCRIPT], "comment"))
    return {name for name in called if name in names}


def _blank(text: str, kind: str) -> str:
    """Replace comments or literals of a script by spaces, so that positions do not change.

    kind: "comment" or "text".
    """
    return TOKEN.sub(lambda match: " " * len(match[0]) if match[kind] else match[0], text)


def _assign(script: str, match: re.Match[str], scope: _Scope) -> None:
    """Record the string that an assignment (``=`` or ``+=``) assigns to a variable."""
    texts = _arguments(script, match.end(), scope, opened=False)
    if texts and any(letter.isalpha() for letter in texts[0]):
        before = scope.texts.get(match["name"], "") if match["sign"] == "+=" else ""
        scope.texts[match["name"]] = (before + texts[0])[:MAX_ARGUMENT]


def _read_call(script: str, match: re.Match[str], scope: _Scope, named: str) -> Call | None:
    texts = _arguments(script, match.end(), scope, opened=True)
    first = texts[0].strip() if texts else ""
    name = match["name"].rpartition(".")[2] if "Http" in match["name"] else match["name"]
    if name == "createDatabaseConnection":
        known = [text for text in texts[:2] if text.strip("? ")]
        url = next((text for text in known if text.startswith(("jdbc:", "${"))), "")
        scope.connections[named] = (url, known[0] if known else "")
        return None
    if name.startswith(("execute", "prepare")):
        return _read_sql(first, match["holder"] or "", scope)
    kind = _kind(name)
    return Call(kind=kind, text=first) if kind and first.strip("? ") else None


def _read_sql(text: str, holder: str, scope: _Scope) -> Call | None:
    if SQL.match(text) is None:
        return None
    last = next(reversed(scope.connections.values()), ("", ""))
    url, driver = scope.connections.get(holder, last)
    return Call(kind="sql", text=text, url=url, driver=driver)


def _kind(name: str) -> str:
    if name.startswith("routeMessage"):
        return "route"
    if name.startswith("FileUtil."):
        return "write" if name.endswith("write") else "read"
    if name.startswith("Http"):
        return GET if name == "HttpGet" else SEND
    return "url" if name.rpartition(".")[2] == "URL" else ""


def _arguments(script: str, start: int, scope: _Scope, *, opened: bool) -> list[str]:
    """Return the strings in a call's arguments, or in the expression after an equals sign.

    start: position after the bracket or the equals sign.
    opened: whether `start` is after a bracket.
    """
    found, pieces, depth = [], list[str](), 0
    for match in TOKEN.finditer(script, start, start + MAX_ARGUMENT):
        kind = match.lastgroup or ""
        if kind == "close" and depth == 0:
            break
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if kind == "end" and depth == 0:
            found.append(_join(pieces))
            pieces = []
            if not opened:
                break
        elif depth == 0:
            pieces.append(_evaluate_token(match, scope))
        if (
            not opened
            and depth == 0
            and kind == "other"
            and "\n" in match[0]
            and _ends_here(pieces)
        ):
            break
    return [*found, _join(pieces)] if pieces else found


def _ends_here(pieces: list[str]) -> bool:
    """Return whether an expression ends at a line break because no ``+`` continues it."""
    text = "".join(pieces).rstrip()
    return bool(text) and not text.endswith("+")


def _evaluate_token(match: re.Match[str], scope: _Scope) -> str:
    """Return the text of a literal or known variable, "?" for another value."""
    word = match[0]
    if match["text"]:
        return "\0" + re.sub(r"\\(.)", _unescape, word[1:-1], flags=re.S) + "\0"
    if match["setting"]:
        return "\0${" + next(one for one in match.groups()[3:5] if one) + "}\0"
    if match["name"]:
        return "\0" + scope.texts[word] + "\0" if word in scope.texts else "?"
    if match["open"] or match["close"]:
        return "?"
    return word


def _unescape(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\n"}.get(match[1], match[1])


def _join(pieces: list[str]) -> str:
    """Return the text of an expression: ``'SELECT ' + cols + ' FROM t'`` → "SELECT ? FROM t"."""
    parts = "".join(pieces).split("\0")
    found = [
        part if number % 2 else ("?" if "?" in part else "") for number, part in enumerate(parts)
    ]
    return "".join(found)
