"""Decide whether a model or source of a dbt project is enabled.

dbt reads ``enabled`` from ``dbt_project.yml`` (by folder), from the YAML properties of a model or
source, and from ``{{ config(enabled=false) }}`` in the model. The last of these that is set is
used.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from seamscope.connector import Doc
from seamscope.connector.jinja import render_default
from seamscope.records import State


def parse_enabled(value: str) -> State | None:
    """Return the state for a value of ``enabled``: "false" → DISABLED; None for ""."""
    match render_default(value).casefold() if value else None:
        case None:
            return None
        case "true" | "yes" | "1":
            return State.ACTIVE
        case "false" | "no" | "0":
            return State.DISABLED
        case _:  # a template
            return State.UNKNOWN


def choose_state(values: Iterable[str]) -> State:
    """Return the state for the first non-empty value of ``enabled``; ACTIVE if all are empty."""
    return next((state for value in values if (state := parse_enabled(value))), State.ACTIVE)


def find_folder_switch(section: Doc, project: str, folders: Sequence[str]) -> str:
    """Return ``enabled`` of a folder of ``models:`` or ``sources:`` in ``dbt_project.yml``.

    The value of a folder overrides the values of the folders above it; "" if no folder has a value.
    """
    value, settings = _get_enabled(section), section
    for step in (project, *folders):
        settings = settings[step]
        value = _get_enabled(settings) or value
    return value


def list_model_folders(path: str, root: str) -> tuple[str, ...]:
    """Return the folders below ``models/`` and the model's name: ``models/crm/a.sql`` → crm, a."""
    below = PurePosixPath(path).relative_to(root) if root else PurePosixPath(path)
    return (*below.parts[1:-1], below.stem)


def _get_enabled(doc: Doc) -> str:
    return doc.first("+enabled", "enabled").text
