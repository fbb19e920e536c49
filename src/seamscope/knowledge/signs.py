"""Signs of another system in a text, from `residue_signs.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.knowledge.products import load_products
from seamscope.user_files import STRICT

LANGUAGES = ("sql", "script", "code", "config", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRule:
    """A kind of sign. pattern: its group `value` names the system; languages: "" for all;
    known: only hosts of known products count; beside: a pattern that stands before it on its
    line, unless: one that may not; marks, dots: what its line must contain at least, so that few
    lines are searched; web: only services count, not pages.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    kind: str
    pattern: str
    languages: tuple[str, ...] = LANGUAGES
    known: bool = False
    beside: str = ""
    unless: str = ""
    web: bool = False
    marks: tuple[str, ...] = ()
    dots: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedRule:
    """A text that is no sign, such as a comment or the name of an XML namespace."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    pattern: str
    languages: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSystems:
    """Hosts and words that name no system that data moves to."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    hosts: frozenset[str]
    below: tuple[str, ...]
    named: tuple[str, ...]
    placeholders: tuple[str, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRules:
    """Patterns of web addresses without their scheme: of services, of pages, of sites."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    service: str
    page: str
    sites: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFile:
    """The content of `residue_signs.yaml`. parts: what `{name}` in a pattern stands for."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    parts: dict[str, str]
    signs: tuple[SignRule, ...]
    passed: tuple[PassedRule, ...]
    web: WebRules
    no_systems: NoSystems


@dataclass(frozen=True, slots=True)
class SignPattern:
    """One sign, compiled; beside, unless: None if there is no such condition."""

    rule: SignRule
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class LanguageSigns:
    """The signs of one language. passed: what is no sign, None if everything may be one."""

    signs: tuple[SignPattern, ...]
    passed: re.Pattern[str] | None


@cache
def load_signs() -> SignFile:
    """Return the content of `residue_signs.yaml`; the file is read and checked once."""
    return load_typed(FOLDER / "residue_signs.yaml", SignFile)


@cache
def compile_signs(language: str) -> LanguageSigns:
    """Return the signs of a language, compiled."""
    file = load_signs()
    passed = [rule.pattern for rule in file.passed if language in rule.languages]
    return LanguageSigns(
        signs=tuple(_compile(rule, file) for rule in file.signs if language in rule.languages),
        passed=re.compile("|".join(passed), re.I) if passed else None,
    )


def _compile(rule: SignRule, file: SignFile) -> SignPattern:
    pattern = rule.pattern
    for part, text in file.parts.items():
        pattern = pattern.replace(f"{{{part}}}", text)
    beside = re.compile(rule.beside, re.I) if rule.beside else None
    unless = re.compile(rule.unless, re.I) if rule.unless else None
    return SignPattern(rule, re.compile(pattern, re.I), beside, unless)


@cache
def compile_web() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of services, pages and sites on the web."""
    web = load_signs().web
    return re.compile(web.service, re.I), re.compile(web.page, re.I), re.compile(web.sites, re.I)


@cache
def list_known_suffixes() -> frozenset[str]:
    """Return the ends of the hosts of known products: `snowflakecomputing.com`."""
    return frozenset(
        pattern.rpartition("*.")[2].casefold()
        for product in load_products().products
        for pattern in product.hosts
        if "." in pattern.rpartition("*.")[2]
    )
