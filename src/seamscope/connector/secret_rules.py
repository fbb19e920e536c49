"""The rules of `secrets.yaml`: patterns of tokens, and names of fields and options with secrets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from seamscope.connector.words import parse_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The compiled rules of `secrets.yaml`; every expression runs in linear time.

    pair: `name = value`. secret_name: the name of a field with a secret. parameter: a query
    parameter of a URL. option: a command with its password option. sign_in: `user/password@host`.
    webhook: a URL whose path is the secret. webhook_name: such a URL in a file name. token: the
    patterns of services' tokens. told: a password in a sentence. length, changes, digit_groups,
    changes_among_digits, digits, bits: thresholds from which a word counts as random.
    """

    pair: re.Pattern[str]
    secret_name: re.Pattern[str]
    parameter: re.Pattern[str]
    option: re.Pattern[str]
    sign_in: re.Pattern[str]
    webhook: re.Pattern[str]
    webhook_name: re.Pattern[str]
    token: re.Pattern[str]
    told: re.Pattern[str]
    length: int
    changes: float
    digit_groups: int
    changes_among_digits: float
    digits: int
    bits: float


@cache
def load_rules() -> Rules:
    """Return the rules, read and compiled once."""
    text = files(__package__).joinpath("secrets.yaml").read_text(encoding="utf-8")
    data = parse_yaml(text)
    names = "|".join(name for listed in data["names"].values() for name in listed)
    words, short = rf"(?:{names})[\w.\-]{{0,64}}", f"(?:{'|'.join(data['short_names'])})"
    return Rules(
        pair=re.compile(_PAIR.format(words=words, short=short), re.I),
        secret_name=re.compile(rf"[\w.\-]*{words}|{short}", re.I),
        parameter=re.compile(
            rf"(?P<head>[?&;](?:{'|'.join(map(re.escape, data['url_parameters']))})=)"
            r"[^\s&\"'<>#]++",
            re.I,
        ),
        option=re.compile("|".join(_list_options(data["commands"]))),
        sign_in=re.compile(
            rf"(?P<head>\b(?:(?:{'|'.join(data['sign_in'])})\s{{1,8}}|userid=)(?:-\w{{1,12}}\s{{1,4}}){{0,4}}"
            r"[\"']?[\w.$\"\[\]]{1,128})/(?!/)[^\s@]{1,256}(?P<tail>@|(?=[\s\"']|$))",
            re.I,
        ),
        webhook=re.compile(rf"(?P<head>{'|'.join(data['webhooks'])})/[^\s\"'<>]++", re.I),
        webhook_name=re.compile(
            rf"(?P<head>{'|'.join(map(_allow_separators, data['webhook_names']))})"
            rf"(?P<between>{_SEPARATOR})[^\s\"'<>/\\.]{{12,}}+",
            re.I,
        ),
        told=re.compile(_TOLD.format(words="|".join(data["told"])), re.I),
        token=re.compile("|".join(_build_token(rule) for rule in data["tokens"]), re.I),
        **data["entropy"],
    )


_SEPARATOR = "(?:%2F|[_.:-])"


def _allow_separators(pattern: str) -> str:
    """Return the pattern with `_` replaced by any separator."""
    return pattern.replace("_", _SEPARATOR)


def _list_options(commands: dict[str, list[str]]) -> Iterable[str]:
    """Yield a pattern for each password option.

    ``mysql -uroot -psecret``, ``sqlcmd -U sa -P secret``
    """
    for number, (option, programs) in enumerate(commands.items()):
        names = "|".join(sorted(programs, key=len, reverse=True))
        # `-p` alone asks for the password; a word that begins with `-` is the next option.
        yield (
            rf"(?P<head{number}>\b(?:{names})(?:\.exe)?\s[^\n|;&]{{0,300}}?(?<=\s){option}\s{{0,4}})"
            r"(?:\"[^\"\n]{1,256}\"|'[^'\n]{1,256}'|(?!-)[^\s\"']{1,256})"
        )


def _build_token(rule: dict[str, str | bool]) -> str:
    return f"(?<![0-9A-Za-z])(?{'-i' if rule.get('case') else ''}:{rule['pattern']})"


# A value in quotes (escaped or not) or braces ends with them, a bare value at a delimiter. SQL
# doubles a quote inside, T-SQL writes N'…', Ruby and Perl `=>`. A closing tag,
# `<password>x</password>`, ends a value as well.
_PAIR = (
    r"(?P<name>(?<![A-Za-z0-9])(?:{short})(?![A-Za-z0-9])|{words})"
    r"(?P<sep>\\?[\"']?\s{{0,8}}(?:=>|:=|[=:])\s{{0,8}}(?:N(?='))?|\\?[\"']?>\s{{0,8}}"
    r"|[\"']?\s{{1,4}}value\s{{0,4}}=\s{{0,4}}|[\"']\s{{0,4}},\s{{0,8}}\\?[\"']value\\?[\"']\s{{0,4}}:\s{{0,8}})"
    r"(?:(?P<quote>\\?[\"'])(?:(?!(?P=quote))[^\n]|(?P=quote)(?P=quote)){{1,4000}}|\{{[^{{}}\n]{{0,1000}}\}}"
    # in a URL, `&name=` begins another value; `<` belongs to the value unless it begins a tag
    r"|(?:[^\s\"'&;<{{}}]|&(?![\w.\-]{{1,64}}=)"
    r"|<(?![/!?]|[A-Za-z][\w:.\-]{{0,40}}+(?:\s[^<>\n]{{0,80}}+)?>)){{1,4000}})"
)
# "the password is x", "password (new): x": the value must mix types of characters.
_TOLD = (
    r"(?P<head>(?<![A-Za-z0-9])(?:{words})(?:\s{{1,3}}[^\W\d]{{1,12}}+){{0,2}}?"
    r"(?:\s{{0,3}}[:=(]\s{{0,3}}|\s{{1,3}})[\"'“„«]?)(?!https?://)(?=\S{{0,64}}\d)"
    r"(?=\S{{0,64}}(?-i:[a-z]))(?=\S{{0,64}}(?:(?-i:[A-Z])|[!#$%^&*?~+@]))[^\s\"'<>(),;]{{8,256}}"
)


def is_secret_name(name: str) -> bool:
    """Return whether a property with this name contains a secret, e.g. ``database.password``."""
    return load_rules().secret_name.fullmatch(name) is not None
