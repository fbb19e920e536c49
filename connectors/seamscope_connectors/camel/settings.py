"""Replace placeholders in routes by the settings of the application: ``{{crm.url}}``."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from seamscope.connector import File
from seamscope.connector.properties import read_properties, sort_by_environment
from seamscope.records import Record
from seamscope_connectors.camel.routes import Bean, ParsedRoutes, Route, Step, build_step

SUFFIXES = frozenset({".properties", ".cfg"})
# Settings of Camel itself, which only its own applications have.
OWN = re.compile(r"^camel\.(?:main|springboot|component|context|rest|health|dataformat)\b", re.M)
# Folders inside an application that have its routes: its settings are beside or above them.
ROUTE_FOLDERS = frozenset({"camel", "routes", "spring", "blueprint", "META-INF", "OSGI-INF"})
# {{name}}, {{name:default}}, and ${name} of Spring and Blueprint, but not ${header.name}.
PLACEHOLDER = re.compile(
    r"\{\{\??(?P<camel>[\w.-]{1,120})(?::(?P<default>[^{}]{0,200}))?\}\}"
    r"|\$\{(?!(?:header|headers|body|exchange|exchangeProperty|in|date|bean|random|file)\b)"
    r"(?P<spring>[\w.-]{1,120})\}"
)
NESTED = 5  # placeholders inside the values of placeholders


def find_application(folder: str) -> str:
    """Return the folder of the application to which the routes in a folder belong."""
    parts = PurePosixPath(folder).parts
    while parts and parts[-1] in ROUTE_FOLDERS:
        parts = parts[:-1]
    return "/".join(parts)


def list_settings_patterns(folder: str) -> tuple[str, ...]:
    """Return patterns of the files that may have the settings of the routes in a folder."""
    places = dict.fromkeys((folder, find_application(folder)))
    return tuple(
        f"{place}/*{suffix}" if place else f"*{suffix}"
        for place in places for suffix in sorted(SUFFIXES)
    )  # fmt: skip


def sort_settings(files: Iterable[File]) -> list[File]:
    """Return the files with settings; the files for production come first."""
    by_name = {file.path: file for file in files}
    return [by_name[path] for path in sort_by_environment(by_name)]


def read_settings(file: File, found: dict[str, str]) -> Iterator[Record]:
    """Add the settings of a file to `found`; settings that are already there take precedence."""
    for key, value in read_properties(file).items():
        found.setdefault(key, value)
    yield from ()


def apply_settings(found: ParsedRoutes, settings: Mapping[str, str]) -> None:
    """Replace the placeholders with known values in all routes and beans."""
    if settings:
        found.routes[:] = [_fill_route(route, settings) for route in found.routes]
        found.beans |= {name: _fill_bean(bean, settings) for name, bean in found.beans.items()}


def _fill_route(route: Route, settings: Mapping[str, str]) -> Route:
    start = _fill_step(route.start, settings) if route.start else None
    return replace(route, start=start, steps=[_fill_step(step, settings) for step in route.steps])


def _fill_bean(bean: Bean, settings: Mapping[str, str]) -> Bean:
    return replace(bean, values={key: _fill(text, settings) for key, text in bean.values.items()})


def _fill_step(step: Step, settings: Mapping[str, str]) -> Step:
    values = {key: _fill(text, settings) for key, text in step.values.items()}
    path = _fill(step.path, settings)
    if not step.scheme and path != step.path:  # the placeholder had the scheme as well
        return build_step(step.verb, path, values, step.evidence)
    return replace(step, path=path.removeprefix("//"), values=values)


def _fill(text: str, settings: Mapping[str, str]) -> str:
    for _ in range(NESTED):
        filled = PLACEHOLDER.sub(lambda match: _find_value(match, settings), text)
        if filled == text or len(filled) > 2000:
            break
        text = filled
    return text


def _find_value(match: re.Match[str], settings: Mapping[str, str]) -> str:
    value = settings.get(match["camel"] or match["spring"], "")
    return value or match["default"] or match[0]
