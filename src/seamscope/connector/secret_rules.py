"""Load `secrets.yaml`: patterns of tokens, and names of fields and options with secrets."""

import re
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from typing import Any

from seamscope.connector.secret_marks import MarkedPattern, MarkedPatterns, contains, find_mark
from seamscope.connector.words import parse_yaml


class Rules:
    """The rules of `secrets.yaml`; every expression runs in linear time.

    Most strings need only a few expressions, so an expression is compiled when it is first used.
    length, changes, digit_groups, changes_among_digits, digits, bits: thresholds above which a word
    is considered random.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        entropy = data["entropy"]
        self.length: int = entropy["length"]
        self.changes: float = entropy["changes"]
        self.digit_groups: int = entropy["digit_groups"]
        self.changes_among_digits: float = entropy["changes_among_digits"]
        self.digits: int = entropy["digits"]
        self.bits: float = entropy["bits"]
        names = "|".join(name for listed in data["names"].values() for name in listed)
        self._words = rf"(?:{names})[\w.\-]{{0,64}}"
        self._name_marks: list[str] = data["name_marks"]
        self._vague_marks: list[str] = data["vague_marks"]
        self._short = f"(?:{'|'.join(data['short_names'])})"
        languages = (data["names"][language] for language in data["told_languages"])
        self._told_words = "|".join([*data["told"], *chain.from_iterable(languages)])
        self._names = names

    @cached_property
    def pair(self) -> re.Pattern[str]:
        """Matches `name = value` if the name denotes a secret."""
        return re.compile(_PAIR.format(words=self._words, short=self._short), re.I)

    @cached_property
    def secret_name(self) -> re.Pattern[str]:
        """Matches the name of a field that contains a secret."""
        return re.compile(rf"[\w.\-]*{self._words}|{self._short}", re.I)

    @cached_property
    def parameter(self) -> re.Pattern[str]:
        """Matches a query parameter of a URL that contains a secret."""
        names = "|".join(map(re.escape, self._data["url_parameters"]))
        return re.compile(rf"(?P<head>[?&;](?:{names})=)[^\s&\"'<>#]++", re.I)

    @cached_property
    def named_option(self) -> re.Pattern[str]:
        """Matches an option that is named like a field with a secret: `--db-passwort x`."""
        return re.compile(_NAMED_OPTION.format(names=self._names), re.I)

    @cached_property
    def option(self) -> re.Pattern[str]:
        """Matches a command and its password option."""
        return re.compile("|".join(_list_options(self._data["commands"])))

    @cached_property
    def program(self) -> re.Pattern[str]:
        """Matches a program with a password option, at the end of a quoted string or a tag."""
        names = sorted(set(chain.from_iterable(self._data["commands"].values())))
        return re.compile(
            rf"(?<![\w.\-])(?:{'|'.join(names)})(?:\.exe|\.cmd|\.bat)?(?:\\?[\"']|</|&quot;)", re.I
        )

    @cached_property
    def sign_in(self) -> re.Pattern[str]:
        """Matches `user/password@host` after a command that signs in."""
        return re.compile(
            rf"(?P<head>\b(?:(?:{'|'.join(self._data['sign_in'])})\s{{1,8}}|userid=)(?:-\w{{1,12}}\s{{1,4}}){{0,4}}"
            r"[\"']?[\w.$\"\[\]]{1,128})/(?!/)(?:\"[^\"\n]{1,128}\"|[^\s@]{1,256})(?P<tail>@|(?=[\s\"']|$))",
            re.I,
        )

    @cached_property
    def sign_in_name(self) -> re.Pattern[str]:
        """Matches a command that signs in, up to the `_` between user and password.

        In the name of a file, `_` stands for `/`. A user's name may contain `_` as well, so the
        password must mix types of characters.
        """
        return re.compile(
            rf"\b(?:{'|'.join(self._data['sign_in'])})\s{{1,8}}(?:userid=)?"
            r"[A-Za-z][A-Za-z0-9$.]{0,30}_(?:(?=\"[^\"\n]{1,128}\"@)|(?=[^\s@\d]{0,128}\d)"
            r"(?=[^\s@]{0,128}(?-i:[A-Z]|[!#$%^&*?~+\-]))(?=[^\s@]{6,128}@))",
            re.I,
        )

    @cached_property
    def webhook(self) -> re.Pattern[str]:
        """Matches a webhook URL; its path is the secret."""
        heads = "|".join(self._data["webhooks"])
        return re.compile(
            rf"(?P<head>{heads})/(?!(?:[\w\-@]{{1,100}}/){{0,3}}\*{{3}})[^\s\"'<>]++", re.I
        )

    @cached_property
    def webhook_name(self) -> re.Pattern[str]:
        """Matches a webhook URL in the name of a file."""
        return re.compile(
            rf"(?P<head>{'|'.join(map(_allow_separators, self._data['webhook_names']))})"
            rf"(?P<between>{_SEPARATOR})[^\s\"'<>/\\.]{{12,}}+",
            re.I,
        )

    @cached_property
    def told(self) -> re.Pattern[str]:
        """Matches a password of letters and digits in a sentence: `the password is x1`."""
        verbs = "|".join(self._data["told_by"])
        adverbs = "|".join(self._data["told_adverbs"])
        pattern = _TOLD.format(words=self._told_words, verbs=verbs, adverbs=adverbs)
        return re.compile(pattern, re.I)

    @cached_property
    def stated(self) -> re.Pattern[str]:
        """Matches a password with a digit after a verb, in brackets or in the next table cell."""
        return re.compile(
            _STATED.format(
                words=self._told_words,
                verbs="|".join(self._data["told_by"]),
                others="|".join(self._data["no_passwords"]),
            ),
            re.I,
        )

    @cached_property
    def vague(self) -> re.Pattern[str]:
        """Matches a long value after the name of a service or of a field that may be secret."""
        fields = "|".join(self._data["vague_names"])
        services = "|".join(self._data["services"])
        return re.compile(_VAGUE.format(fields=fields, services=services), re.I)

    @cached_property
    def spaced(self) -> re.Pattern[str]:
        """Matches a long value that a space separates from a name: `DD_API_KEY 0123…`."""
        return re.compile(_SPACED, re.I)

    @cached_property
    def heads(self) -> MarkedPatterns:
        """Matches a secret and the text before it, in places where this text marks a secret."""
        return MarkedPatterns(
            MarkedPattern(f"(?P<head>{_allow_escapes(rule['pattern'])}){_HEADED}", rule["has"])
            for rule in self._data["heads"]
        )

    @cached_property
    def tokens(self) -> MarkedPatterns:
        """Match tokens of services; patterns without a mark are joined into one expression."""
        marked = [(rule, _list_marks(rule)) for rule in self._data["tokens"]]
        others = "|".join(_build_token(rule) for rule, marks in marked if not marks)
        patterns = [MarkedPattern(_build_token(rule), marks) for rule, marks in marked if marks]
        return MarkedPatterns([*patterns, MarkedPattern(others, ())])

    def may_name(self, lowered: str) -> bool:
        """Return whether a lower-case string may contain the name of a field with a secret."""
        return contains(lowered, self._name_marks)

    def may_be_vague(self, lowered: str) -> bool:
        """Return whether a lower-case string may contain a vague name or the name of a service."""
        return contains(lowered, self._vague_marks)


@cache
def load_rules() -> Rules:
    """Return the rules, read once."""
    text = files(__package__).joinpath("secrets.yaml").read_text(encoding="utf-8")
    return Rules(parse_yaml(text))


_SEPARATOR = "(?:%2F|[_.:-])"


def _allow_separators(pattern: str) -> str:
    """Return the pattern with `_` replaced by any separator."""
    return pattern.replace("_", _SEPARATOR)


def _allow_escapes(pattern: str) -> str:
    """Return the pattern with an optional backslash before the quote that follows its match."""
    return pattern.replace("(?=[\"'])", "(?=\\\\?[\"'])")


def _list_options(commands: dict[str, list[str]]) -> Iterable[str]:
    """Yield a pattern for each password option.

    ``mysql -uroot -psecret``, ``sqlcmd -U sa -P secret``
    """
    for number, (option, programs) in enumerate(commands.items()):
        names = "|".join(sorted(programs, key=len, reverse=True))
        # `-p` alone asks for the password; a word that begins with `-` is the next option.
        yield (
            rf"(?P<head{number}>\b(?:{names})(?:\.exe)?\s[^\n|;&]{{0,300}}?(?<=\s){option}\s{{0,4}})"
            r"(?:\"[^\"\n]{1,256}\"|''[^'\n]{1,256}''|'[^'\n]{1,256}(?:'|\Z)|(?!-)[^\s\"']{1,256})"
        )


def _list_marks(rule: dict[str, Any]) -> list[str]:
    mark = find_mark(rule["pattern"])
    return rule["has"] if "has" in rule else [mark] if len(mark) > 1 else []


def _build_token(rule: dict[str, Any]) -> str:
    return f"(?<![0-9A-Za-z])(?{'-i' if rule.get('case') else ''}:{rule['pattern']})"


# A value in quotes (escaped or not) or in braces ends at the closing character, an unquoted value
# at a delimiter. SQL doubles a quote inside, T-SQL writes N'…', Ruby and Perl `=>`. A closing tag,
# `<password>x</password>`, ends a value as well.
_PAIR = (
    r"(?P<name>(?:(?<![A-Za-z0-9])(?:{short})(?![A-Za-z0-9])|{words})(?:\s{{0,2}}\([^()\n]{{1,40}}\)|\[\d{{1,3}}\](?=\s{{0,4}}[=:]))?)"
    # a declaration: `v_pwd VARCHAR2(30) := 'x'`, `password: String = "x"`
    r"(?P<sep>(?:\s{{1,4}}(?:constant\s{{1,4}})?|\s{{0,2}}:\s{{0,4}})(?:n?(?:var)?char2?|n?text|clob|string|str|sysname|raw|varbinary|optional\[str\])"
    r"(?:\s{{0,2}}\(\s{{0,2}}\w{{1,10}}(?:\s(?:char|byte))?\s{{0,2}}\))?\??\s{{0,4}}(?::?=|default\s)\s{{0,4}}(?:N(?=')|(?=[\"']))"
    # a list, `"password": ["x"]`, and a block of YAML, `password: |`
    r"|(?:\\?[\"']|'{{2,3}}|\*{{1,2}}(?!\*))?\s{{0,8}}(?:={{1,2}}>|:=|::?|：|=)\s{{0,8}}"
    r"(?:N(?=')|\[\s{{0,8}}(?=\\?[\"'])|[|>][+\-]?\s{{0,8}}\n\s{{1,40}}"
    # a tag of YAML; a reference such as `!Ref DbPassword` or `!secret db_password` has no digit
    r"|!(?:!?str|unsafe|!?binary)\s{{1,4}}|!secret\s{{1,4}}(?=[^\s\d]{{0,64}}\d))?|\\?[\"']?>\s{{0,8}}(?:<(?:value|string)>\s{{0,8}})?"
    # a subscript: `environ['PASSWORD'] = 'x'`, `Variables[User::Pwd].Value;x`
    r"|\\?[\"']?\]{{1,2}}(?:\.value)?\s{{0,8}}(?:=(?!=)|;)\s{{0,8}}"
    r"|\"\"\s{{0,8}}:\s{{0,8}}(?=\"\"[^\"])"  # JSON in a CSV file, which doubles each quote
    r"|[\"']?(?:,?\s{{1,12}}|,\w{{0,16}}?)value\s{{0,4}}[=:]\s{{0,4}}"
    r"|\\?[\"']\s{{0,4}},\s{{0,8}}\\?[\"']\w{{0,16}}?val(?:ue)?\\?[\"']\s{{0,4}}:\s{{0,8}})"
    # `**Password:** x` of Markdown, `'''Password:''' x` of a wiki, `Sensitive('x')` of Puppet
    r"(?P<markup>(?:(?:\*{{1,2}}(?!\*)|_{{2,3}}|'{{2,3}})(?=[\s`])\s{{0,4}})?`?(?:[A-Za-z][\w.:]{{0,40}}+\(\s{{0,3}}(?=[\"']))?)"
    r"(?!(?:see|siehe|voir|v(?:é|e)ase|vedi|zie)\s)"  # documentation
    r"(?:(?P<quote>\\?[\"']|(?:(?<=\"\":)|(?<=\"\":\s))\"\")(?:(?!(?P=quote))[^\n]|(?P=quote)(?P=quote)|(?<=[^\\]\\)(?P=quote)(?<=\")){{1,4000}}|\{{(?:[^{{}}\n]|\}}\}}(?=[^{{}}\s,;\"\]])){{0,1000}}\}}"
    # `password: a&b=c`: no URL has a space there
    r"|(?<=[:=]\s)[^\s\"'&;<{{}}]{{1,64}}+&[^\s\"';<{{}}]{{1,512}}+"
    # in a URL, `&name=` begins another value; `<` belongs to the value unless it begins a tag
    r"|(?:[^\s\"'&;<{{}}]|&(?![\w.\-]{{1,64}}=)"
    r"|<(?![/!?]|[A-Za-z][\w:.\-]{{0,40}}+(?:\s[^<>\n]{{0,80}}+)?>)){{1,4000}})"
)
_OPTION_VALUE = (
    r"(?:\"[^\"\n]{{1,512}}\"|''[^'\n]{{1,512}}''|'[^'\n]{{1,512}}'|(?!-)[^\s\"']{{1,512}})"
)
# `--client-secret x`. Behind further words, `--mot-de-passe-bd x1`, the value contains a digit, and
# is neither a path nor a host: `--token-endpoint idp2.example.com`.
_NAMED_OPTION = (
    r"(?P<head>(?<![\w\-])--?(?:[^\W\d_][\w\-]{{0,40}}?)??"
    r"(?:(?:{names}|pwd|requirepass|(?<=-)pass|(?<=store)pass|keypass|(?:client|sas)-?key)"
    r"(?:-?value)?(?:\s{{1,4}}|=|[\"']\s{{0,3}},\s{{0,3}}(?=[\"']))"
    r"|(?:{names})(?:[_\-][^\W\d]{{1,16}}+){{1,3}}+(?:\s{{1,4}}|=)"
    r"(?=[\"']?[^\s\"'./\\]{{6,64}}(?:[\"'\s,;)]|$))(?=[\"']?[^\s\"']{{0,64}}\d)))" + _OPTION_VALUE
)
# "the password is x", "password (new): x", "token for sales: x": the value must mix types of
# characters, with a digit or a sign between letters.
_TOLD = (
    r"(?P<head>(?<![A-Za-z0-9])(?:(?:token|secret|jeton|credentials?)(?:\s{{1,3}}(?:[^\W\d]|'){{1,12}}+){{1,3}}?(?=\\?[\"']?\s{{0,3}}[:=])"
    # German, Dutch and Scandinavian compounds: Datenbankkennwort
    r"|(?:[^\W\d_]{{1,24}}?(?=passwor|kennwort|wachtwoord|l(?:ö|o)senord|passord))??"
    r"(?:{words})(?:\s{{1,3}}[^\W\d]{{1,16}}+){{0,2}}?"
    # "the password of the server's user is x"
    r"|(?:{words})(?:\s{{1,3}}[^\W\d][\w'’/\-]{{0,24}}+){{0,6}}?(?:\s{{1,3}}(?:{verbs})(?:\s{{1,3}}(?:{adverbs})){{0,2}}(?=\s)|(?=\s{{0,3}}[:=])))"
    # a quote closes the key of JSON, `>` a tag
    # `;` only between two words, so that a header with more columns stays
    r"(?:\\?[\"'”»]?\s{{0,3}}(?:[:=(|>]|-{{1,2}}>|[→⇒])\s{{0,3}}|\s{{1,3}}|;(?=[^\s;,|]{{8,64}}(?:[\s)]|$)))\\?[\"'“„«]?)(?!https?://)"
    r"(?=\S{{0,64}}(?-i:[a-z]))(?:(?=\S{{0,64}}\d)(?=\S{{0,64}}(?:(?-i:[A-Z])|[!#$%^&*?~+@]))"
    r"|(?=\S{{0,64}}(?-i:[A-Z]))(?=\S{{0,64}}[a-z][!#$%^*?~+][a-z]))[^\s\"'<>(),;]{{8,256}}"
)
# "the password is x", "(password x)", `password,x` alone on a line: letters and digits suffice.
_STATED = (
    r"(?P<head>(?:(?<![A-Za-z0-9])(?:{words})\s{{1,3}}(?:{verbs})\s{{1,3}}"
    r"|[(,;/]\s{{0,3}}(?:{words})\s{{1,3}}"
    r"|(?:^|\n|\|)[ \t]{{0,8}}[\"']?[\w.\- ]{{0,40}}?(?:{words}|secret|token|api[_\- ]?key)[\"']?"
    r"[ \t]{{0,8}}[,;\t|][ \t]{{0,8}}(?=[^\s,;|]{{8,64}}[ \t]{{0,8}}(?:[|\r\n]|$)))[\"'“„«]?)"
    r"(?!(?:{others})|[\w.\-]{{0,40}}(?:passw|pwd|secret|token|key))"
    r"(?=[^\s,;|]{{0,64}}\d)(?=[^\s,;|]{{0,64}}[^\W\d_])[^\s\"'“”»<>(),;|/]{{7,63}}[^\W_](?![\w\-(/])"
)

# `segment.write_key = x`, `"auth": "x"`, `heroku: x`
_VAGUE = (
    r"(?P<head>(?:(?<![A-Za-z0-9])(?P<service>{services})[\w.\-]{{0,24}}|(?<![A-Za-z])(?:{fields}))\\?[\"']?"
    r"\s{{0,3}}(?:=>|:{{1,3}}=|\?=|[=:>,]|\|\|)\s{{0,3}}\\?[\"']?)(?P<value>[=+/.~\w\-]{{15,255}})"
)
# `pagerduty token x`
_SPACED = (
    r"(?P<head>(?<![A-Za-z0-9])[\w.\-]{0,40}?"
    r"(?:token|secret|passw(?:or)?d|passwd|(?:api|access|auth|app)[_\- ]?key)\s{1,3}[\"']?)"
    r"(?P<value>[=+/.~\w\-]{16,255})"
)
_HEADED = (
    r"(?!\*{3})\\?(?:'(?:[^'\n]|''){1,512}+(?:'|\Z)|\"[^\"\n]{1,512}(?:\"|\Z)|[^\s\"'(),;]{4,512})"
)


def is_secret_name(name: str) -> bool:
    """Return whether a property with this name contains a secret, e.g. ``database.password``."""
    return load_rules().secret_name.fullmatch(name) is not None
