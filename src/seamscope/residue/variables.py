"""Find variables in the place of a host or an address, and the values that inputs give them.

``sftp ${sftpServer}`` refers to a system only by a variable. If an input sets the variable, as in
``sftpServer=sftp.bureau.example``, its value is the sign of the system. Otherwise, the sign is the
name of the variable.
"""

import re
from collections.abc import Iterator

from seamscope.connector.scrub import clean_text
from seamscope.knowledge.variable_signs import compile_variable_signs

VARIABLE = "variable"  # the kind of a sign whose value is the name of a variable
DEFINITION = "definition"  # the kind of a sign that only sets a variable: its words are the name
MOST_VALUES = 3  # values of a variable that are used, such as those of three environments
WORDS = 160
_MARKS = ("${", "$(", "{{", "#{", "%", "@&", "module.")
_LIKE = re.compile(r"\blike\s{0,4}[\"']{1,2}\Z", re.I)
_KEY = re.compile(r"(?P<indent> {0,40})(?:- )?[\"']?(?P<name>[\w.\-]{1,60})[\"']?\s?:")
# A value of another sign that is only a variable: ``${db_host}``, ``$(linkedserver)``.
_WHOLE = re.compile(
    r"[\[\"(]{0,3}(?:\$[{(]?|\{\{-?\s{0,4}\$?\.?|#\{|%|\{(?=[\w.]+\}))(?:env[:.])?(?P<name>[A-Za-z][\w.]*)"
)
_HOST = re.compile(
    r"(?:[A-Za-z][\w+.:\-]{1,30}(?://|:@(?://)?)(?:[^@/\s]{1,128}@)?)?(?P<host>[\w.\-]{2,128})"
)
_PREFIXES = re.compile(
    r"\A(?:\.?values\.|vars?\.|env\.|environ\.|secrets\.|params?\.|config\.)", re.I
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
        if _LIKE.search(before):  # a pattern: LIKE '%share%'
            continue
        is_reached = group in signs.alone or signs.reaches[language].search(before)
        if is_reached and not (_is_own(name) or signs.prints.match(line)):
            yield clean_text(name).casefold(), _quote_words(line, match[0])


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
    """Return whether a variable in a file is a sign of a system.

    Variables in workflows of builds, such as `.github`, are not.
    """
    return not (_is_own(name) or re.search(r"(?:^|/)\.(?:github|gitlab|vscode|circleci)\b", path))


class Definitions:
    """Finds the settings of variables in the lines of one file: ``DB_HOST=db1.corp.example``.

    A YAML key is also found under its name with parents: ``sftp: {host: …}`` sets ``sftp.host``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._parents: list[tuple[int, str]] = []

    def find(self, line: str) -> Iterator[tuple[str, str, str]]:
        """Yield kind, host and folded name of the setting on a line.

        The host is "" if the value is a relative path. This method must be called for each line in
        order.
        """
        signs = compile_variable_signs()
        if self.language not in signs.forms:
            return
        plain = line.rstrip(" \t\r{[")
        if self.language == "config" and plain.endswith(":") and (key := _KEY.match(line)):
            depth = len(key["indent"])
            self._parents = [one for one in self._parents if one[0] < depth]
            self._parents.append((depth, key["name"]))
        elif (
            self.language == "code"
            and signs.roles.search(line)
            and (own := signs.defines_path.match(line))
        ):
            yield DEFINITION, "", fold_name(own["name"])
        elif found := _match_definition(line, self.language):
            depth = len(line) - len(line.lstrip(" "))
            above = [name for indent, name in self._parents if indent < depth]
            name, host = found
            for spelled in sorted({fold_name(name), fold_name(".".join((*above, name)))}):
                yield DEFINITION, clean_text(host).casefold(), spelled


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
