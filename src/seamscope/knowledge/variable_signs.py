"""Load the patterns of variables that stand for another system, from `variable_signs.yaml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.pydantic_rules import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableForm:
    """A notation of variables, such as ``${name}``.

    pattern: regular expression. Its group `value` is the name of the variable.
    languages: the languages of the files in which this notation is searched.
    alone: whether it is a sign without text before it that reaches another system.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    pattern: str
    languages: tuple[str, ...]
    alone: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableFile:
    """The content of `variable_signs.yaml`.

    parts: replacement of each `{name}` in a pattern; a part may contain earlier parts.
    roles: fast test for the names of such variables on a line.
    reaches: by language, patterns of text before a variable that reaches another system.
    own, own_context: names, and beginnings of names, of variables that stand for no other system;
        parameters: names among them that stand for another host in a script.
    prints: lines that only print.
    defines, defines_path, defines_derived, defines_object: lines that set a variable to a host, to
        a path on the own server, to an address that is built from another variable, or to an object
        that a command returns.
    no_variable: text before a variable that is none.
    no_value: values that are no host.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    parts: dict[str, str]
    roles: str
    forms: tuple[VariableForm, ...]
    reaches: dict[str, tuple[str, ...]]
    own: tuple[str, ...]
    parameters: frozenset[str]
    own_context: str
    prints: str
    defines: str
    defines_path: str
    defines_derived: str
    defines_object: str
    no_variable: str
    no_value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablePatterns:
    """The patterns of `VariableFile`, compiled.

    forms: by language, all notations as one pattern; the groups in `alone` need no text before.
    """

    roles: re.Pattern[str]
    forms: Mapping[str, re.Pattern[str]]
    alone: frozenset[str]
    reaches: Mapping[str, re.Pattern[str]]
    own: re.Pattern[str]
    parameters: frozenset[str]
    own_context: re.Pattern[str]
    prints: re.Pattern[str]
    defines: re.Pattern[str]
    defines_path: re.Pattern[str]
    defines_derived: re.Pattern[str]
    defines_object: re.Pattern[str]
    no_variable: re.Pattern[str]
    no_value: re.Pattern[str]


@cache
def load_variable_signs() -> VariableFile:
    """Return the content of `variable_signs.yaml`, which is read at the first call."""
    return load_typed(FOLDER / "variable_signs.yaml", VariableFile)


@cache
def compile_variable_signs() -> VariablePatterns:
    """Return the compiled patterns of `variable_signs.yaml`."""
    file = load_variable_signs()
    parts: dict[str, str] = {}
    for name, text in file.parts.items():
        parts[name] = _fill(text, parts)
    forms = [(f"v{number}", form) for number, form in enumerate(file.forms)]
    languages = {language for form in file.forms for language in form.languages}
    return VariablePatterns(
        roles=_compile(file.roles),
        forms={language: _join(forms, language, parts) for language in languages},
        alone=frozenset(group for group, form in forms if form.alone),
        reaches={language: _compile("|".join(texts)) for language, texts in file.reaches.items()},
        own=_compile(rf"\A(?:{'|'.join(file.own)})\Z"),
        parameters=file.parameters,
        own_context=_compile(file.own_context),
        prints=_compile(file.prints),
        defines=_compile(_fill(file.defines, parts)),
        defines_path=_compile(_fill(file.defines_path, parts)),
        defines_derived=_compile(_fill(file.defines_derived, parts)),
        defines_object=_compile(_fill(file.defines_object, parts)),
        no_variable=_compile(file.no_variable),
        no_value=_compile(file.no_value),
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


def _join(
    forms: Sequence[tuple[str, VariableForm]], language: str, parts: Mapping[str, str]
) -> re.Pattern[str]:
    """Return one pattern for the notations of a language, each with a group of its own."""
    return _compile(
        "|".join(
            _fill(form.pattern, parts).replace("(?P<value>", f"(?P<{group}>")
            for group, form in forms
            if language in form.languages
        )
    )


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    """Replace each `{part}` in a pattern."""
    for name, text in parts.items():
        pattern = pattern.replace(f"{{{name}}}", text)
    return pattern
