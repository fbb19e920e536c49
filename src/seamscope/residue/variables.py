"""Find variables in the place of a host or an address, and the values that inputs give them.

``sftp ${sftpServer}`` refers to a system only by a variable. If an input sets the variable, as in
``sftpServer=sftp.bureau.example``, its value is the sign of the system. Otherwise, the sign is the
name of the variable.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.connector.scrub import clean_text
from seamscope.knowledge.variable_signs import compile_variable_signs

VARIABLE = "variable"  # the kind of a sign whose value is the name of a variable
DEFINITION = "definition"  # the kind of a sign that only sets a variable: its words are the name
# The kind of a sign that sets a variable to an address built from another variable.
DERIVED = "derived"
ALIAS = "alias"  # the same in a configuration, where it applies to other files, too
SETTINGS = frozenset({DEFINITION, DERIVED, ALIAS})
MOST_VALUES = 3  # values of a variable that are used, such as those of three environments
WORDS = 160
_MARKS = ("${", "$(", "{{", "#{", "%", "@&", "module.")
_KEY = re.compile(r"(?P<indent> {0,40})(?:- )?[\"']?(?P<name>[\w.\-]{1,60})[\"']?\s?:")
_KEY_AND_VALUE = re.compile(
    r"[ \t\-]{0,40}[\"']?(?P<name>[A-Za-z][\w.\-]{1,80})[\"']?\s{0,9}[:=]\s{0,9}\S"
)
# A value of another sign that is only a variable: ``${db_host}``, ``$(linkedserver)``.
_WHOLE = re.compile(
    r"[\[\"(]{0,3}(?:\$[{(]?|\{\{-?\s{0,4}\$?\.?|#\{|%|\{(?=[\w.]+\})|(?=(?:var|local)\.))(?:env[:.])?(?P<name>[A-Za-z][\w.]*)"
)
_HOST = re.compile(
    r"(?:[A-Za-z][\w+.:\-]{1,30}(?://|:@(?://)?)(?:[^@/\s]{1,128}@)?)?(?P<host>[\w.\-]{2,128})"
)
_PREFIXES = re.compile(
    r"\A(?:\.?values\.|vars?\.|local\.|env\.|environ\.|secrets\.|params?\.|config\.)", re.I
)


def mentions_variable(line: str, language: str) -> bool:
    """Return whether a line may contain a variable. This is a fast test before `find_variables`."""
    if language == "code":
        return True
    marks = (*_MARKS, "$") if language == "script" else _MARKS
    return any(mark in line for mark in marks)


def find_variables(line: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield (name, words) of each variable on a line that stands for a system."""
    signs = compile_variable_signs()
    pattern = signs.forms.get(language)
    if pattern is None or not mentions_variable(line, language):
        return
    is_link = language == "sql" and ("@&" in line or "$(" in line)
    if signs.roles.search(line) is None and not is_link:
        return
    for match in pattern.finditer(line):
        group, name = next((group, text) for group, text in match.groupdict().items() if text)
        before = line[max(0, match.start() - 200) : match.start()]
        if signs.no_variable.search(before):
            continue
        is_reached = group in signs.alone or signs.reaches[language].search(before)
        is_own = _is_own(name) and not (language == "script" and name in signs.parameters)
        if is_reached and not (is_own or prints_only(line)):
            yield clean_text(name).casefold(), _quote_words(line, match[0])


def prints_only(line: str) -> bool:
    """Return whether a line prints a message or sets a label."""
    return bool(compile_variable_signs().prints.match(line))


def find_alias(
    line: str, variables: Sequence[str], language: str
) -> Iterator[tuple[str, str, str]]:
    """Yield kind, variable and folded name of a setting such as ``db_host: {{ pg_host }}``."""
    key = _KEY_AND_VALUE.match(line) if variables and language == "config" else None
    name = fold_name(key["name"]) if key else ""
    for variable in variables if name else ():
        if fold_name(variable) != name:
            yield ALIAS, fold_name(variable), name


def _quote_words(line: str, variable: str) -> str:
    """Return the words around a variable.

    They are cut from the line after its secrets are masked, because half a secret would not be
    recognised as one.
    """
    clean = clean_text(line)
    at = max(clean.find(variable), 0)
    words = clean[max(0, at - 60) : at + len(variable) + 60]
    return clean_text(" ".join(words.split()))[:WORDS]


def _is_own(name: str) -> bool:
    """Return whether a variable stands for this machine, a page or a part of a pipeline."""
    signs = compile_variable_signs()
    return bool(
        signs.own.match(name)
        or signs.own.match(name.rpartition(".")[2])
        or signs.own_context.match(name)
    )


def read_variable(value: str) -> str:
    """Return the name of the variable if a value is only a variable, otherwise ""."""
    found = _WHOLE.match(value)
    return found["name"].rstrip(".") if found else ""


def is_variable_sign(name: str, path: str) -> bool:
    """Return whether the name of a variable is a sign in a file."""
    return not (_is_own(name) or is_build(path))


def is_build(path: str) -> bool:
    """Return whether a file is a workflow of a build, whose variables are no signs."""
    return bool(re.search(r"(?:^|/)\.(?:github|gitlab|vscode|circleci)\b", path))


class Definitions:
    """Finds the settings of variables in the lines of one file: ``DB_HOST=db1.corp.example``.

    A YAML key is also found under its name with parents: ``sftp: {host: …}`` sets ``sftp.host``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._parents: list[tuple[int, str]] = []

    def find(self, line: str) -> Iterator[tuple[str, str, str]]:
        """Yield kind, host and folded name of the setting on a line.

        The host is "" for a relative path and for a variable that is built from another one. This
        method must be called for each line in order.
        """
        if self.language not in compile_variable_signs().forms:
            return
        plain = line.rstrip(" \t\r{[")
        if self.language == "config" and plain.endswith(":") and (key := _KEY.match(line)):
            depth = len(key["indent"])
            self._parents = [one for one in self._parents if one[0] < depth]
            self._parents.append((depth, key["name"]))
        elif found := _match_built(line, self.language):
            yield found
        elif host := _match_definition(line, self.language):
            yield from self._spell(line, *host)

    def _spell(self, line: str, name: str, host: str) -> Iterator[tuple[str, str, str]]:
        """Yield the setting with its own name, and with the names of its parents."""
        depth = len(line) - len(line.lstrip(" "))
        above = [name for indent, name in self._parents if indent < depth]
        for spelled in sorted({fold_name(name), fold_name(".".join((*above, name)))}):
            yield DEFINITION, clean_text(host).casefold(), spelled


def _match_built(line: str, language: str) -> tuple[str, str, str] | None:
    """Return the setting of a variable to a path, or to a value that other code builds."""
    signs = compile_variable_signs()
    if language not in {"code", "script"} or signs.roles.search(line) is None:
        return None
    if language == "script":
        held = signs.defines_object.match(line)
        return (DERIVED, "", fold_name(held["name"])) if held else None
    if own := signs.defines_path.match(line):
        return DEFINITION, "", fold_name(own["name"])
    built = signs.defines_derived.match(line)
    return (DERIVED, "", fold_name(built["name"])) if built else None


def _match_definition(line: str, language: str) -> tuple[str, str] | None:
    """Return the name and the host of a setting, None if the line is no setting."""
    signs = compile_variable_signs()
    if signs.roles.search(line) is None and not line.lstrip().startswith(
        (":setvar", "def", "DEF", "\\set")
    ):
        return None
    found = signs.defines.match(line)
    host = _HOST.match(found["value"] or found["value2"]) if found else None
    if found is None or host is None or signs.no_value.match(host["host"]):
        return None
    before = line[: found.start("value")] if found["value"] else ""
    if language == "code" and not before.endswith(('"', "'")):  # another variable, or a type
        return None
    return found["name"] or found["name2"], host["host"]


def fold_name(name: str) -> str:
    """Return the name of a variable for comparison.

    ``DB_HOST``, ``dbHost`` and ``.Values.db.host`` all become ``dbhost``.
    """
    return re.sub(r"[\W_]+", "", _PREFIXES.sub("", name.casefold()))
