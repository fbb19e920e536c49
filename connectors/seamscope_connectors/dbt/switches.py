"""Determine whether a model or source of a dbt project is enabled.

dbt reads ``enabled`` from ``dbt_project.yml`` (by folder), from the properties of a model or source
in YAML, and from ``{{ config(enabled=false) }}`` in the model; the setting closest to the model
wins.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from seamscope.connector import Doc
from seamscope.connector.jinja import render_default
from seamscope.records import State


def parse_enabled(value: str) -> State | None:
    """Return the state for a value of ``enabled``, None if there is no value."""
    match render_default(value).casefold() if value else None:
        case None:
            return None
        case "true" | "yes" | "1":
            return State.ACTIVE
        case "false" | "no" | "0":
            return State.DISABLED
        case _:  # a template that only dbt evaluates
            return State.UNKNOWN


def choose_state(values: Iterable[str]) -> State:
    """Return the state of the first non-empty value of ``enabled``; the default is active."""
    return next((state for value in values if (state := parse_enabled(value))), State.ACTIVE)


def find_folder_switch(section: Doc, project: str, folders: Sequence[str]) -> str:
    """Return ``enabled`` for a folder of ``models:`` or ``sources:`` in ``dbt_project.yml``.

    A deeper folder overrides those above it; "" if none of them sets it.
    """
    value, here = _get_enabled(section), section
    for step in (project, *folders):
        here = here[step]
        value = _get_enabled(here) or value
    return value


def list_model_folders(path: str, root: str) -> tuple[str, ...]:
    """Return the folders of a model's path below ``models/``, and the model's own name."""
    below = PurePosixPath(path).relative_to(root) if root else PurePosixPath(path)
    return (*below.parts[1:-1], below.stem)


def _get_enabled(doc: Doc) -> str:
    return doc.first("+enabled", "enabled").text
