"""Load `exports.yaml`: for each source, such as a CMDB, the export to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.pydantic_rules import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The export to ask for from one source.

    label: the name of the source.
    ask: the people who have the source.
    steps: the steps of the export.
    gives: the facts that the export adds to the survey.
    connectors: the connectors that read the files.
    products: products of the catalogue that have this source.
    names: patterns for names of systems that have this source, if their product is unknown.
    general: whether every organisation has it.
    careful: data to leave out.
    source: documentation of the steps.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    label: str
    ask: str
    steps: tuple[str, ...]
    gives: str
    connectors: frozenset[str]
    source: str
    products: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    general: bool = False
    careful: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """The content of `exports.yaml`: each export by its name."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    exports: Mapping[str, Export]


@cache
def load_exports() -> Mapping[str, Export]:
    """Return the export of each source, by the name that `seamscope gather` takes."""
    return load_typed(FOLDER / "exports.yaml", ExportFile).exports
