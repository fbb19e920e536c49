"""Find signs of other systems, such as hosts and URLs, by searching text without a parser."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from seamscope.connector.scrub import clean_part, clean_text
from seamscope.knowledge.signs import (
    LanguageSigns,
    SignPattern,
    SignRule,
    compile_signs,
    compile_templates,
    compile_web,
    list_known_suffixes,
    load_signs,
)
from seamscope.residue.variables import (
    SETTINGS,
    VARIABLE,
    Definitions,
    find_alias,
    find_variables,
    is_build,
    is_variable_sign,
    prints_only,
    read_variable,
)

# File endings of each language.
_ENDINGS = {
    "sql": "sql ddl dml prc vw tab pks pkb pls plsql hql cql bteq tpl",
    "script": "sh bash ksh zsh bat cmd ps1 psm1 crontab",
    "code": "py java scala kt kts js ts cs go rb pl pm r groovy gradle jenkinsfile abap vb cls "
    "trigger",
    "config": "yaml yml json xml ini cfg conf properties toml env tf hcl dtsx conmgr params config "
    "ds workflow wsdl xsd service ktr kjb ndjson jsonl",
    "text": "md txt rst adoc html htm ipynb",
}
# Names of files without an ending.
_NAMES = {
    "jenkinsfile": "code", "vagrantfile": "code", "dockerfile": "script", "makefile": "script",
    "crontab": "script", "procfile": "script", "hosts": "config", "inventory": "config",
}  # fmt: skip
# Endings of templates and samples, which follow the ending of the language: ``dump.sh.j2``.
_TEMPLATES = frozenset({
    ".j2", ".jinja", ".jinja2", ".tmpl", ".template", ".erb", ".mustache", ".dist", ".example",
    ".sample", ".in",
})  # fmt: skip
_TESTS = frozenset({"tests", "fixtures", "mock", "mocks", "testdata", "spec", "cypress", "e2e"})
# The last words of folders such as ``test_events``; ``test_eu`` may be an environment.
_TEST_PARTS = frozenset({"events", "data", "scripts", "files", "cases", "resources", "inputs"})
_LIBRARIES = frozenset({"site-packages", "node_modules", "bower_components", ".venv"})
# Names of files of tests; only in code, because data and SQL may have such names.
_TEST_FILE = re.compile(
    r"test_\w|.{1,200}(?:_test|\.tests?|\.spec|\.cy|(?<=[a-z])Tests?)\.\w{1,8}\Z"
)
# Documents of a repository about itself, which mention pages of its vendor, and its builds.
_ABOUT = frozenset({
    "code_of_conduct", "contributing", "security", "license", "changelog", "support", "notice",
    "contribution", "pom", "package", "package-lock", "composer",
})  # fmt: skip
_BARE = frozenset({"bucket", "host", "url", "server", "domain", "prefix", "path", "ip", "hostname"})
LANGUAGES = {f".{e}": language for language, names in _ENDINGS.items() for e in names.split()}
_REST = re.compile(r"[^\s'\"<>,;)]{0,100}")  # the part of a URL after its host
NAMES = frozenset({"host", "known host"})  # kinds of signs that are only a name
ADDRESSES = frozenset({"web address", "address", "bucket", *NAMES})
WORDS = 160  # the text of a sign is cut to this many characters
MOST_HOSTS = 2  # on a line of code that are not a list of domains
BEFORE = 80  # characters of the previous line that are searched together with a line


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Sign:
    """A sign of another system, such as a host or URL. Secrets in it are masked.

    value: the host or name in lower case.
    words: the text around it.
    """

    file: str
    line: int
    kind: str
    value: str
    words: str


def get_language(path: str) -> str:
    """Return the language of a file by its ending, "" if the file is not searched for signs.

    Examples are "sql", "config" and "text".
    """
    name = PurePosixPath(path.lower())
    if name.suffix in _TEMPLATES:
        name = name.with_suffix("")
    parts = re.split(r"[._\-]", name.name)
    if ".min." in name.name:  # a library
        return ""
    if name.name.startswith(".env"):  # ``.env.production``
        return "config"
    named = next((_NAMES[part] for part in (parts[0], parts[-1]) if part in _NAMES), "")
    return LANGUAGES.get(name.suffix, "") or ("" if name.suffix else named)


def is_test_or_library(path: str) -> bool:
    """Return whether a file is a test, or in a folder of tests or libraries: ``src/test``."""
    folders = PurePosixPath(path.lower()).parts[:-1]
    *parents, name = PurePosixPath(path).parts
    is_test = get_language(path) in {"code", "script"} and bool(_TEST_FILE.match(name))
    if is_test or not {("src", "test"), ("src", "it")}.isdisjoint(pairwise(folders)):
        return True
    if not _LIBRARIES.isdisjoint(folders):
        return True
    parts = (re.split(r"[_\-]|(?<=[a-z])(?=[A-Z])", folder.strip("_")) for folder in parents)
    names = [[word.lower() for word in words] for words in parts]
    return any(
        words[-1] in _TESTS or ("test" in words[:-1] and words[-1] in _TEST_PARTS)
        for words in names
    )


def lists_signs(path: str) -> bool:
    """Return whether the signs of a file that no connector reads are listed one by one.

    Hosts in data (`.csv`) and in tests are only examples; the report of the file mentions some of
    them.
    """
    folders = PurePosixPath(path.lower()).parts[:-1]
    is_test = (
        folders[:1] == ("test",)
        or bool(_TEST_FILE.match(PurePosixPath(path).name))
        or is_test_or_library(path)
    )
    is_about = PurePosixPath(path.lower()).stem in _ABOUT or "issue_template" in folders
    return bool(get_language(path)) and not (is_test or is_about)


def find_signs(text: str | Iterable[str], path: str, language: str = "") -> Iterator[Sign]:
    """Yield the distinct signs of each line of a file.

    text: the text, or its parts. A part may end within a line, between two words.
    language: "" to derive it from `path`.
    """
    language = language or get_language(path)
    if not language:
        return
    known = compile_signs(language)
    number, before = 1, ""
    seen: set[tuple[str, str]] = set()
    definitions = Definitions(language)
    for part in [text] if isinstance(text, str) else text:
        blanked = _blank_passed(part, known)
        signs = _list_marked(blanked, known.signs)
        for index, line in enumerate(blanked.split("\n")):
            if index:
                number, seen = number + 1, set()
            found = (
                *_find_in_line(line, before, signs, language),
                *_find_variables(line, path, language),
                *(one for one in definitions.find(line) if not _names_nothing(one[1])),
            )
            for kind, value, words in _replace_variables(found, path, line):
                key = (value, words if kind in SETTINGS else "")
                if key not in seen:
                    seen.add(key)
                    yield Sign(file=path, line=number, kind=kind, value=value, words=words)
            before = line if line.strip() else before


def _find_variables(line: str, path: str, language: str) -> Iterator[tuple[str, str, str]]:
    found = [] if is_build(path) else list(find_variables(line, language))
    for name, words in found:
        yield VARIABLE, name, words
    yield from find_alias(line, [name for name, _ in found], language)


def _replace_variables(
    found: Sequence[tuple[str, str, str]], path: str, line: str
) -> Iterator[tuple[str, str, str]]:
    """Yield the signs of a line; a sign that consists only of a variable becomes a variable sign.

    If the line already has variable signs, those have the whole name, and this one is left out.
    A line that only prints has no variable signs.
    """
    is_printed = prints_only(line)
    is_known = any(kind == VARIABLE for kind, _, _ in found)
    for kind, value, words in found:
        if is_printed and kind == "call of a function":
            continue
        name = "" if kind in {VARIABLE, *SETTINGS} else read_variable(value)
        if not name:
            yield kind, value, words
        elif value.strip("{}") in _BARE:  # f"s3://{bucket}/{key}" names nothing
            continue
        elif not (is_known or is_printed) and is_variable_sign(name, path):
            yield VARIABLE, name, words


def _find_in_line(
    line: str, before: str, signs: Sequence[SignPattern], language: str
) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, value, words) for each sign in a line.

    before: the previous line, because a keyword such as FROM may be at its end.
    """
    if marked := _list_marked(line, signs):
        window = f"{before[-BEFORE:]}\n{line}"
        for sign in marked:
            for value, words in _match(sign, window, len(window) - len(line), language):
                yield sign.rule.kind, value, words


def _blank_passed(text: str, signs: LanguageSigns) -> str:
    """Return a file's text without comments and without names that only look like addresses."""
    if signs.passed is not None:
        text = signs.passed.sub(_blank, text)
    return signs.names.sub(_blank_all, text) if signs.names is not None else text


def _blank(match: re.Match[str]) -> str:
    """Replace a comment by spaces, but return a SQL string unchanged."""
    return match[0] if match[0].startswith("'") else _blank_all(match)


def _blank_all(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _list_marked(text: str, signs: Sequence[SignPattern]) -> list[SignPattern]:
    """Return the sign patterns that may match a text.

    This is a fast test, which searches for words that each pattern needs.
    """
    if not signs or not text or text.isspace():
        return []
    folded, dots = text.casefold(), text.count(".")
    return [
        sign
        for sign in signs
        if (dots >= sign.rule.dots if sign.rule.dots else any(m in folded for m in sign.rule.marks))
    ]


def _match(sign: SignPattern, window: str, start: int, language: str) -> Iterator[tuple[str, str]]:
    """Yield the value and the words of each match of a sign pattern in a line.

    window: the end of the previous line, and the line itself.
    start: where the line begins in the window.
    """
    matches = [match for match in sign.pattern.finditer(window) if match.end() > start]
    if sign.rule.kind == "host" and language == "code" and len(matches) > MOST_HOSTS:
        return  # a list of domains
    for match in matches:
        value = _read_value(sign.rule, match, language)
        if not value or not _fits_context(sign, window, start, match):
            continue
        before = compile_web().prose.search(window, start, match.start())
        rest = _REST.match(window, match.end())
        words = f"{match[0]}{rest[0] if rest else ''}"
        address = words.rpartition("://")[2]
        if not sign.rule.web or is_service(address, "text" if before else language):
            yield value, clean_part(" ".join(words.split()), window)[:WORDS]


def _read_value(rule: SignRule, match: re.Match[str], language: str) -> str:
    """Return the value of a match in lower case, "" if it is no name of a system."""
    named = next((text for text in match.groupdict().values() if text), "")
    if rule.kind in ADDRESSES and compile_templates().fullmatch(named):
        return ""
    # Masked before lower-casing, because many patterns for secrets are case-sensitive.
    value = clean_text(_cut_template(named)).strip('[]"').casefold().rstrip(".")
    if "\\." in value:  # in a regular expression
        value = re.sub(r"(?<!\\)\\++\.", ".", value)
    # The name of a connection is no host.
    is_named = _has_name(value) and (rule.kind == "connection" or _is_system(value, rule))
    is_page = language == "text" and rule.kind in NAMES and _is_vendor_page(value)
    return value if is_named and not is_page else ""


def _is_vendor_page(host: str) -> bool:
    """Return whether a host in prose is the site of a vendor of software."""
    web = compile_web()
    return bool(
        host.startswith("www.") or web.vendors.search(host)
    ) and not web.vendor_services.search(host)


def _has_name(value: str) -> bool:
    """Return whether a value has a letter or digit. ``***`` and ``{{`` have none."""
    return any(sign.isalnum() for sign in value)


def _cut_template(value: str) -> str:
    """Return the part of a value before a template: ``acme-land{{ env }}`` → ``acme-land``."""
    return value.partition("{{")[0] or value


def _fits_context(sign: SignPattern, window: str, start: int, match: re.Match[str]) -> bool:
    """Return whether the text before a match on its line meets the conditions of the pattern."""
    if sign.rule.kind in ADDRESSES and compile_web().compared.search(window, start, match.start()):
        return False
    if sign.beside is not None and not sign.beside.search(window, start, match.start()):
        return False
    return sign.unless is None or not sign.unless.search(window, start, match.start())


def is_service(address: str, language: str = "text") -> bool:
    """Return whether a URL belongs to a service and not to a web page.

    Configuration and code call programs such as ``/send.php``; prose mentions them as pages.

    address: the URL without its scheme.
    """
    web = compile_web()
    host = re.split(r"[:/?#]", address.rsplit("@", 1)[-1])[0].casefold()
    if web.page.search(address):
        return False
    if web.program.search(address) and not host.startswith("www."):
        return language in {"config", "code", "script"}
    is_site = language == "text" and host.startswith("www.")
    if _is_known(host) and not is_site:
        return True
    if language == "text" and web.vendors.search(host):
        return bool(web.vendor_services.search(address))
    if web.service.search(address):
        return True
    # In prose, an address without a path of a service is a page, except inside a network.
    is_page = language == "text" and not re.fullmatch(r"[\d.]+|[\w\-]+", host)
    return not (is_page or web.sites.search(host))


def _is_placeholder(value: str) -> bool:
    """Return whether a value is an example and not the name of a system: ``your_bucket``."""
    none = load_signs().no_systems
    names = value.rpartition("@")[2].split(".")[:-1]  # of a host: ``custom.server.com``
    is_general = bool(names) and all(name in none.words for name in names)
    is_filled_in = any(name in none.fill_in for name in names)
    return is_general or is_filled_in or value.startswith(none.placeholders) or value in none.hosts


def _names_nothing(value: str) -> bool:
    """Return whether the value of a variable is a general word or a reference, and no name."""
    none = load_signs().no_systems
    is_general = value in none.words or value.startswith(none.named)
    return is_general or _is_placeholder(value) or bool(read_variable(value))


def _is_system(value: str, rule: SignRule) -> bool:
    """Return whether a value may identify a system.

    Placeholders and excluded hosts do not.
    """
    none = load_signs().no_systems
    host = value.removeprefix("www.")
    is_unnamed = rule.kind == "bucket" and set(re.split(r"[_\-]", value)) <= none.generic
    if is_unnamed or _is_placeholder(value):
        return False
    if value in none.words or value in none.hosts or host in none.hosts or len(value) < 2:
        return False
    if any(f".{host}".endswith(end) for end in none.below) or value.startswith(none.named):
        return False
    if rule.kind in NAMES and re.fullmatch(none.principals, value):
        return False
    if re.fullmatch(r"[\d.]+", value) and not re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", value):
        return False
    return not rule.known or _is_known(value)


def _is_known(host: str) -> bool:
    """Return whether a host belongs to a product of the catalogue."""
    parts = host.split(".")
    return any(
        ".".join(parts[start:]) in list_known_suffixes() for start in range(1, len(parts) - 1)
    )
