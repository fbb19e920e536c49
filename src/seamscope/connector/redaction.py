"""Replace secrets in strings before they get into records."""

import math
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from seamscope.connector.secret_arguments import redact_arguments
from seamscope.connector.secret_assignments import mask_assignments
from seamscope.connector.secret_context import redact_context
from seamscope.connector.secret_forms import (
    redact_encoded,
    redact_low_lines,
    redact_percent,
    redact_stand_ins,
)
from seamscope.connector.secret_rules import load_rules

HIDDEN = "***"


# `user:password@host` of a URL, including one that was split at its first slash. A password that
# contains `/`, a space or a quote is recognised by the host after its `@`.
_USERINFO = re.compile(
    r"(?P<scheme>(?:[a-z][a-z0-9+.\-]{0,40}:)?//?)(?P<user>[^\s/@:?#]{0,256}):[^\s/]{0,512}@",
    re.I,
)
_USERINFO_ODD = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.\-]{1,40}://?)(?P<user>[^\s/@:?#]{1,128}):(?!\d{1,5}(?:[/?\s]|$))"
    r"(?:[^@\n]|@(?=[^@\s]{1,64}@)){1,128}@(?=[\w.\-\[]{1,255}(?::\d|[/?,;\s\"']|$))",
    re.I,
)
# A password without a user, in a URL that the end of a file or cell cuts off.
_USERINFO_CUT = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.\-]{1,40}://:)[^\s/@:\"']{3,512}$", re.I)
_ORACLE = re.compile(r"(?P<head>jdbc:oracle:\w{1,20}:[^\s/@:]{0,128})/[^\s@]{1,256}@", re.I)
_TNS = re.compile(
    r"(?P<head>(?<![\w/.:@])[A-Za-z][\w$]{1,30})/(?P<word>\"[^\"\n]{1,128}\"|[^\s/@:]{3,128})"
    r"@(?!v?\d|sha256|main\b|master\b|latest\b)(?=/{0,2}[\w.\-]{2,255})"
)
_SQL = re.compile(
    r"(?P<head>\bidentified\s{1,8}(?:with\s{1,8}\S{1,40}\s{1,8})?(?:by|as|using)\s{1,8}(?:values\s{1,8}|password\s{1,8})?"
    r"|(?<![A-Za-z0-9])(?:\w{1,30}_)?password\s{1,8}(?=(?:[NE]|U&)?'|\"|\$\$)"
    # Db2 and Teradata
    r"|\b(?:connect|attach)\s{1,8}to\s{1,8}\S{1,64}\s{1,8}user\s{1,8}\S{1,64}\s{1,8}using\s{1,8}"
    r"|(?<!\w)\.logon\s{1,8}[^\s,]{1,128},\s{0,4})"
    r"(?:E'(?:[^'\\\n]|''|\\.){0,512}+'|(?:N|U&)?'(?:[^'\n]|''){0,512}+'|\$\$[^$\n]{1,512}\$\$|\"[^\"\n]{0,512}\"|[^\s;,()'\"]{1,256})"
    r"(?:\s{1,8}replace\s{1,8}[^\s;,()]{1,256})?",  # Oracle: the old password
    re.I,
)
_USER_OPTION = re.compile(
    r"(?P<head>(?<![\w\-])(?:-u|--user|--proxy-user|-U)(?:\s{1,4}|=)?[\"']?[\w.@\\$\-]{1,128})[:%][^\s\"']{1,256}"
)
_DASH_P = re.compile(
    r"(?P<head>(?<!mkdir)(?<!ssh)(?<!scp)(?<!cp)(?<!run)(?<!install)(?<!nmap)\s-p\s{1,4})"
    r"(?:\"[^\"\n]{1,256}\"|'[^'\n]{1,256}'|(?![\-/.~]|\d{1,5}(?:[:\s,]|$))[^\s\"']{4,256})"
)
# The beginning of a password option: `-` or `/`, or `set` and the argument of a cmdlet.
_HAS_OPTION = re.compile(r"(?<=\s)[-/]|\bset\s|SecureString")
# "Basic authentication" is prose; in a header, an encoded value follows "Basic".
_BEARER = re.compile(
    r"\b(?P<kind>bearer|basic|negotiate|ssws|apikey)\s{1,4}"
    r"(?=\S{0,4000}(?:[0-9=_.+/]|(?-i:[a-z][A-Z])))[A-Za-z0-9+/._\-=~]{8,8000}",
    re.I,
)
_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|PGP MESSAGE|STATIC KEY)[A-Z0-9 ]{0,20}-----"
    r"(?:[^-]|-(?!----END))*+(?:-----END[A-Z0-9 ]{0,41}+-{0,5}|\Z)"
    r"|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
    r"(?:[^-]|-(?!--- END))*+(?:---- END[^-\n]{0,60}----|\Z)"
    r"|PuTTY-User-Key-File-\d:.{0,20000}"
    r"|\$ANSIBLE_VAULT;[\d.]{1,8};[^\s;]{1,20}(?:;\S{1,64})?(?:(?:\s|\\n){1,40}[0-9a-f]{16,200})++",
    re.S | re.I,
)
_LONG = re.compile(r"[0-9A-Za-z_+/=.~!$%:\-]{16,}")
_RANDOM = re.compile(r"[0-9A-Za-z+]{16,}={0,2}")
# base64 for URLs, which has `-` and `_` for every 32nd character
_RANDOM_IN_URL = re.compile(r"[0-9A-Za-z_\-]{40,}")
_SEPARATORS = str.maketrans("", "", "-_")
_LEAST_APART = 12  # characters of random text for each `-` or `_`; names have more separators
_AWS_SECRET = re.compile(r"(?<![0-9A-Za-z/+])[0-9A-Za-z/+]{40}(?![0-9A-Za-z/+=])")


# A short text without one of these characters is a name and contains no token.
_MARKED = re.compile(r"[:=/@\s>：]")
_STATEMENT = re.compile(
    r"\s*+(?:--|/\*|(?:\(\s*+)?(?:select|with|insert|update|delete|merge|create|alter|exec|execute|call"
    r"|begin|declare|use|copy|set|replace|truncate)\b)"
    r".*?\b(?:select|from|into|table|view|procedure|proc|set|values|exec|where)\b",
    re.I | re.S,
)


def redact(text: str) -> str:
    """Return text with passwords, tokens and keys replaced by ``***``.

    Names, hosts, ports and databases are kept. Text without credentials is returned unchanged.
    """
    if len(text) < 16 and not _MARKED.search(text):
        return text
    return _redacted(text) if len(text) < 500 else _redact(text)


def blank_secrets(text: str, *, script: bool = False) -> str:
    """Return a program without key blocks (PEM), and with the values of secret variables masked.

    The blocks are replaced by blank lines, which preserve the line numbers.

    script: whether the text is a shell script or batch file, in which values need no quotes.
    """
    if _may_hold_block(text):
        text = _BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)
    return mask_assignments(text, script=script)


def _may_hold_block(text: str) -> bool:
    return any(mark in text for mark in ("-----", "---- BEGIN", "PuTTY", "$ANSIBLE_VAULT"))


def _redact(text: str) -> str:
    text = _redact_decoded(redact_encoded(text, _redact_decoded))
    return redact_percent(text, _redact_decoded)


def _redact_decoded(text: str) -> str:
    text = redact_low_lines(redact_stand_ins(text, _redact_plain), _redact_plain)
    return _redact_plain(text)


def _redact_plain(text: str) -> str:
    rule = load_rules()
    if _may_hold_block(text):
        text = _BLOCK.sub(HIDDEN, text)
    if "ook" in text or "ervices" in text:
        text = rule.webhook_name.sub(lambda m: f"{m['head']}{m['between']}{HIDDEN}", text)
    if "/" in text:
        text = rule.webhook.sub(_build_replacement("/"), text)
        text = _redact_addresses(text)
    text = redact_context(text)
    if any(sign in text for sign in ("=", ":", ">", "：", "value", "default", "DEFAULT")):
        if rule.may_name(text.lower()):
            text = rule.pair.sub(_hide_value, text)
        text = rule.parameter.sub(_build_replacement(), text)
    if " " in text or "\t" in text or "\n" in text:
        text = _redact_phrases(text)
    return _LONG.sub(_hide_tokens, text)


_redacted = lru_cache(maxsize=8192)(_redact)


def _hide_value(match: re.Match[str]) -> str:
    return f"{match['name']}{match['sep']}{match['markup']}{match['quote'] or ''}{HIDDEN}"


def _build_replacement(between: str = "") -> Callable[[re.Match[str]], str]:
    return lambda match: f"{match['head']}{between}{HIDDEN}"


def _redact_addresses(text: str) -> str:
    """Mask the passwords of URLs and of `user/password@service`."""
    if "@" in text:
        text = _USERINFO.sub(lambda m: f"{m['scheme']}{m['user']}:{HIDDEN}@", text)
        text = _USERINFO_ODD.sub(lambda m: f"{m['scheme']}{m['user']}:{HIDDEN}@", text)
        text = _ORACLE.sub(lambda m: f"{m['head']}/{HIDDEN}@", text)
        text = _TNS.sub(lambda m: f"{m['head']}/{HIDDEN}@", text)
    text = _USERINFO_CUT.sub(lambda m: f"{m['scheme']}{HIDDEN}", text)
    return load_rules().sign_in.sub(lambda m: f"{m['head']}/{HIDDEN}{m['tail']}", text)


def _redact_phrases(text: str) -> str:
    """Mask the value after a keyword or option: `IDENTIFIED BY x`, `--password x`, `Bearer x`."""
    text = redact_arguments(text, _redact_plain)
    text = _SQL.sub(_hide_after_head, text)
    if "-" in text and load_rules().may_name(text.lower()):
        text = load_rules().named_option.sub(_hide_after_head, text)
    text = _USER_OPTION.sub(_hide_after_head, text)
    if _HAS_OPTION.search(text):  # prose may mention a program without passing options to it
        text = load_rules().option.sub(_hide_after_command, text)
    text = _DASH_P.sub(_hide_after_head, text)
    return _BEARER.sub(lambda m: f"{m['kind']} {HIDDEN}", text)


def _hide_after_head(match: re.Match[str]) -> str:
    return f"{match['head']}{HIDDEN}"


def _hide_after_command(match: re.Match[str]) -> str:
    head = next(value for name, value in match.groupdict().items() if value is not None)
    return f"{head}{HIDDEN}"


def _hide_tokens(match: re.Match[str]) -> str:
    """Mask the tokens of known services in a long word, and its parts that look random."""
    word = match[0]
    if word.isalpha() and not word.isupper():
        return word
    word = _AWS_SECRET.sub(_hide_random, load_rules().tokens.sub(HIDDEN, word))
    word = _RANDOM.sub(_hide_random, word)
    return _RANDOM_IN_URL.sub(_hide_random_in_url, word)


def _hide_random_in_url(match: re.Match[str]) -> str:
    plain = match[0].translate(_SEPARATORS)
    apart = (len(match[0]) - len(plain)) * _LEAST_APART <= len(match[0])
    return HIDDEN if apart and _is_random(plain) else match[0]


def _hide_random(match: re.Match[str]) -> str:
    return HIDDEN if _is_random(match[0]) else match[0]


def _is_random(word: str) -> bool:
    """Return whether a word looks random, as its letters and digits alternate often."""
    rule = load_rules()
    if len(word) < rule.length or sum(map(str.isdigit, word)) < rule.digits:
        return False
    kinds = [_classify_character(character) for character in word]
    changes = sum(one != other for one, other in pairwise(kinds)) / len(word)
    digit_groups = len(re.findall(r"\d+", word))
    if changes < (rule.changes_among_digits if digit_groups >= rule.digit_groups else rule.changes):
        return False
    if len(set(kinds)) < 3:
        return False
    counts = Counter(word).values()
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in counts)
    return bits >= rule.bits


def _classify_character(character: str) -> int:
    return 0 if character.islower() else 1 if character.isupper() else 2


def redact_value(text: str) -> str:
    """Redact a value before a connector reads it, because it may split a secret in two.

    SQL is returned unchanged, because `t.token = s.token` is a join, and lineage needs the whole
    statement.
    """
    if len(text) < 16 and not _MARKED.search(text):
        return text
    return text if is_statement(text) else redact(text)


def is_statement(text: str) -> bool:
    """Return whether a text begins like SQL that reads, writes or defines data."""
    return _STATEMENT.match(text) is not None


SNOWFLAKE = ".snowflakecomputing.com"


def extract_host(url: str) -> str:
    """Return the host of a URL, JDBC URL or ``host:port``, without credentials.

    Returns "" if there is none.
    """
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
        host += SNOWFLAKE  # the URL has only the account; a JDBC URL has this whole address
    return host if re.fullmatch(r"[\w.\-]+", host) else ""
