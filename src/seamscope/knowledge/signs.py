"""Load the patterns of signs of other systems, such as URLs, from `residue_signs.yaml`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.knowledge.products import load_products
from seamscope.pydantic_rules import STRICT

LANGUAGES = ("sql", "script", "code", "config", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRule:
    """How to find one kind of sign: text that may name another system, such as a URL.

    pattern: regular expression; its group `value` matches the text that identifies the system.
    languages: the languages of the files that are searched for this kind of sign.
    known: whether only hosts of products in the catalogue are signs.
    beside: pattern that must match in the text before the sign on the same line.
    unless: pattern that must not match in the text before the sign on the same line.
    marks, dots: a line is searched only if it contains one of the strings `marks` or, if `dots` is
    not 0, at least `dots` dots. This test is faster than the pattern.
    web: whether URLs of web pages are ignored, so that only URLs of services are signs.
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
    """A pattern of text without signs: comments, or names that look like addresses."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    pattern: str
    languages: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSystems:
    """Hosts and words that are not systems, such as ``localhost``.

    principals: pattern of names that look like hosts, unless a URL contains them.
    below: suffixes of such hosts.
    named, placeholders: beginnings of such values.
    fill_in: parts of hosts that stand for a name to fill in.
    templates: pattern of names to fill in, which depends on the case.
    generic: words of names of buckets that say nothing.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    hosts: frozenset[str]
    principals: str
    below: tuple[str, ...]
    named: tuple[str, ...]
    placeholders: tuple[str, ...]
    fill_in: frozenset[str]
    templates: str
    generic: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRules:
    """Patterns, without a URL scheme, that distinguish services from web pages.

    program: a path that is a page for people, or a program that other programs call.
    vendors: hosts of software vendors; their URLs in prose are pages, except `vendor_services`.
    prose: text before a URL that makes it a part of prose in any language.
    compared: text before a URL in code that only compares or cuts it.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    service: str
    page: str
    prose: str
    compared: str
    program: str
    sites: str
    vendors: str
    vendor_services: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFile:
    """The content of `residue_signs.yaml`.

    parts: replacement of each `{name}` in a pattern.
    passed: patterns of comments.
    names: patterns of names that look like addresses, such as XML namespaces.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    parts: dict[str, str]
    signs: tuple[SignRule, ...]
    passed: tuple[PassedRule, ...]
    names: tuple[PassedRule, ...]
    web: WebRules
    no_systems: NoSystems


@dataclass(frozen=True, slots=True)
class SignPattern:
    """A sign rule with compiled patterns.

    beside, unless: None if the rule has no such pattern.
    """

    rule: SignRule
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPatterns:
    """The patterns of `WebRules`, compiled."""

    service: re.Pattern[str]
    page: re.Pattern[str]
    prose: re.Pattern[str]
    compared: re.Pattern[str]
    program: re.Pattern[str]
    sites: re.Pattern[str]
    vendors: re.Pattern[str]
    vendor_services: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LanguageSigns:
    """The sign patterns of one language.

    passed, names: patterns of text that is not searched, None if there are none.
    """

    signs: tuple[SignPattern, ...]
    passed: re.Pattern[str] | None
    names: re.Pattern[str] | None


@cache
def load_signs() -> SignFile:
    """Return the content of `residue_signs.yaml`, which is read and checked at the first call."""
    return load_typed(FOLDER / "residue_signs.yaml", SignFile)


@cache
def compile_signs(language: str) -> LanguageSigns:
    """Return the compiled sign patterns of a language."""
    file = load_signs()
    return LanguageSigns(
        signs=tuple(_compile(rule, file) for rule in file.signs if language in rule.languages),
        passed=_join(file.passed, language),
        names=_join(file.names, language),
    )


def _join(rules: Iterable[PassedRule], language: str) -> re.Pattern[str] | None:
    """Return one pattern for all rules of a language, None if the language has no rules."""
    patterns = [rule.pattern for rule in rules if language in rule.languages]
    return re.compile("|".join(patterns), re.I) if patterns else None


def _compile(rule: SignRule, file: SignFile) -> SignPattern:
    pattern = rule.pattern
    for part, text in file.parts.items():
        pattern = pattern.replace(f"{{{part}}}", text)
    beside = re.compile(rule.beside, re.I) if rule.beside else None
    unless = re.compile(rule.unless, re.I) if rule.unless else None
    return SignPattern(rule, re.compile(pattern, re.I), beside, unless)


@cache
def compile_web() -> WebPatterns:
    """Return the compiled patterns of `WebRules`."""
    web = load_signs().web
    return WebPatterns(
        service=re.compile(web.service, re.I),
        page=re.compile(web.page, re.I),
        prose=re.compile(web.prose, re.I),
        compared=re.compile(web.compared, re.I),
        program=re.compile(web.program, re.I),
        sites=re.compile(web.sites, re.I),
        vendors=re.compile(web.vendors, re.I),
        vendor_services=re.compile(web.vendor_services, re.I),
    )


@cache
def compile_templates() -> re.Pattern[str]:
    """Return the pattern of names to fill in, which depends on the case."""
    return re.compile(load_signs().no_systems.templates)


@cache
def list_known_suffixes() -> frozenset[str]:
    """Return the host suffixes of all known products, such as `snowflakecomputing.com`."""
    return frozenset(
        pattern.rpartition("*.")[2].casefold()
        for product in load_products().products
        for pattern in product.hosts
        if "." in pattern.rpartition("*.")[2]
    )
