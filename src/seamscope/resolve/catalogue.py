"""The interface of the product catalogue that resolve uses, and recognised products."""

from collections.abc import Sequence
from typing import Protocol

from seamscope.records import Clue


class Product(Protocol):
    """A known product. generic: a technology such as a database engine, not a system."""

    @property
    def name(self) -> str:
        """The usual name."""
        ...

    @property
    def vendor(self) -> str:
        """The vendor or maintainer."""
        ...

    @property
    def kind(self) -> str:
        """The kind of system: erp, crm, broker and so on."""
        ...

    @property
    def domain(self) -> str:
        """The business domain that mostly uses it."""
        ...

    @property
    def generic(self) -> bool:
        """Whether it is only a technology."""
        ...


class Recognition(Protocol):
    """A product and the cue that identifies it."""

    @property
    def product(self) -> Product:
        """The recognised product."""
        ...

    @property
    def reason(self) -> str:
        """The cue, as shown to users."""
        ...


class Catalogue(Protocol):
    """The part of `knowledge.products.Catalogue` that is used here."""

    def find_by_name(self, name: str) -> Product | None:
        """Return the product with exactly this name or alias."""

    def find_by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Return the only product of a vendor, of this kind if one is given."""

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Return the product that these cues identify, None if there is none or several."""


class Unknown:
    """A catalogue without products."""

    def find_by_name(self, name: str) -> Product | None:
        """Know no name."""
        return None

    def find_by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Know no vendor."""
        return None

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Recognise nothing."""
        return None
