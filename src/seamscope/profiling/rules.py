"""The user's rules about rows, which `profile` checks; `--rules` specifies their file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from seamscope.errors import InputError, SeamscopeError
from seamscope.pydantic_rules import STRICT, describe
from seamscope.user_files import build_editor_schema, read_user_file

LONGEST_NAME = 60  # characters of a rule's name that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that each row of a dataset must satisfy. It has exactly one check.

    file, line: where the rule is written.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    dataset: str = field(metadata=describe("Name of the dataset, as in poc.yaml, or of its table."))
    name: str = field(
        default="",
        metadata=describe("The rule in a few words, for findings: delivered after it was ordered."),
    )
    column: str = field(default="", metadata=describe("The column that the rule is about."))
    columns: tuple[str, ...] = field(
        default=(), metadata=describe("Several columns, for `unique` and `condition`.")
    )
    required: bool = field(default=False, metadata=describe("The column must have a value."))
    unique: bool = field(
        default=False, metadata=describe("No two rows may have the same values in the columns.")
    )
    exists_in: str = field(
        default="", metadata=describe("TABLE.COLUMN in which each value must exist.")
    )
    one_of: tuple[str, ...] = field(default=(), metadata=describe("The allowed values."))
    at_least: str = field(default="", metadata=describe("Smallest allowed number or date."))
    at_most: str = field(default="", metadata=describe("Largest allowed number or date."))
    format: str = field(
        default="",
        metadata=describe(
            "Example value: each value must have the same pattern. Letters stand for any number "
            "of letters, a digit for one digit: DE-4711."
        ),
    )
    condition: str = field(
        default="",
        metadata=describe("A condition in SQL about columns of the row: VDATU >= ERDAT."),
    )
    file: str = ""
    line: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that the rule is about."""
        return self.columns or ((self.column,) if self.column else ())

    @property
    def checks(self) -> tuple[str, ...]:
        """The names of the rule's checks."""
        given = {
            "required": self.required,
            "unique": self.unique,
            "exists_in": self.exists_in,
            "one_of": self.one_of,
            "at_least, at_most": self.at_least or self.at_most,
            "format": self.format,
            "condition": self.condition,
        }
        return tuple(name for name, value in given.items() if value)

    @property
    def is_test(self) -> bool:
        """Whether a single SQL expression decides if a row passes."""
        return bool(self.condition or self.one_of or self.at_least or self.at_most)

    @property
    def label(self) -> str:
        """The name of the rule; if it has none, its check in words, which contain no value."""
        words = {
            "required": "required",
            "unique": "unique",
            "exists_in": "exists elsewhere",
            "one_of": "one of the allowed values",
            "at_least, at_most": "within its limits",
            "format": "usual format",
        }
        return self.name[:LONGEST_NAME] or words.get(self.checks[0], self.checks[0])

    def refuse(self, problem: str, remedy: str) -> InputError:
        """Return an error about this rule, with its file and line."""
        return InputError(SeamscopeError(problem, remedy=remedy, file=self.file, line=self.line))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """The content of a file of rules."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    rules: tuple[Rule, ...] = field(metadata=describe("The rules that each row must satisfy."))


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Read the rules of a file; raise InputError with all errors and their lines."""
    rules = tuple(replace(rule, file=str(path)) for rule in read_user_file(path, RuleFile).rules)
    errors = [
        SeamscopeError(problem, remedy=remedy, file=str(path), line=rule.line)
        for rule in rules
        for problem, remedy in _find_errors(rule)
    ]
    if errors:
        raise InputError(*errors)
    return rules


def _find_errors(rule: Rule) -> Iterator[tuple[str, str]]:
    if len(rule.checks) != 1:
        what = f"a rule of {rule.dataset} has {len(rule.checks) or 'no'} checks"
        known = "required, unique, exists_in, one_of, at_least and at_most, format, condition"
        yield what, f"write one of: {known}"
        return
    (check,) = rule.checks
    if rule.column and rule.columns:
        yield f"a rule of {rule.dataset} has both `column` and `columns`", "write one of them"
    if check == "condition" and not rule.name:
        yield f"a condition of {rule.dataset} has no name", "add `name:`, for findings"
    if not rule.names and check != "condition":
        yield f"a rule of {rule.dataset} has no column", "add `column:`"
    if len(rule.names) > 1 and check not in {"unique", "condition"}:
        yield f"`{check}` is about one column", "write a rule for each column"
    if rule.exists_in and "." not in rule.exists_in.strip("."):
        yield f"exists_in {rule.exists_in!r} has no column", "write TABLE.COLUMN"


def build_rules_schema() -> bytes:
    """Return the JSON Schema of the file, for completion and checks in editors."""
    return build_editor_schema(RuleFile, "Rules about rows, for seamscope profile")


def write_shape(example: str) -> str:
    """Return the shape of a string, as defined in `select_shapes`: ``DE-4711`` → ``a-9999``."""
    return re.sub(r"[0-9]", "9", re.sub(r"[a-z]+", "a", example.lower()))
