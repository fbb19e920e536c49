"""Load what to ask for in each source, such as a CMDB, from `exports.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.pydantic_rules import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What to ask for in one source.

    label: the source; ask: who has it; steps: how to export it; gives: what the survey learns;
    connectors: names of those that read the files; products: names in the catalogue of systems that
    have this source; general: whether every organisation has it; careful: what to leave out;
    source: where the steps are documented.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    label: str
    ask: str
    steps: tuple[str, ...]
    gives: str
    connectors: frozenset[str]
    source: str
    products: frozenset[str] = frozenset()
    general: bool = False
    careful: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """The content of `exports.yaml`: each export by its name."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    exports: Mapping[str, Export]


@cache
def load_exports() -> Mapping[str, Export]:
    """Return what to ask for in each source, by the name that `seamscope gather` takes."""
    return load_typed(FOLDER / "exports.yaml", ExportFile).exports
