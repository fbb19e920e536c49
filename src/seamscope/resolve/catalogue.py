"""Protocols for the catalogue of known products in `resolve`."""

from collections.abc import Sequence
from typing import Protocol

from seamscope.records import Clue


class Product(Protocol):
    """A known product, such as SAP S/4HANA."""

    @property
    def name(self) -> str:
        """The usual name of the product."""
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
        """Whether the product is a technology, such as a database engine, and not a system."""
        ...


class Recognition(Protocol):
    """A recognised product and the cue that identifies it: a clue or a set of table names."""

    @property
    def product(self) -> Product:
        """The recognised product."""
        ...

    @property
    def reason(self) -> str:
        """The cue in words, as shown to users."""
        ...


class Catalogue(Protocol):
    """The methods of `knowledge.products.Catalogue` that `resolve` uses."""

    def find_by_name(self, name: str) -> Product | None:
        """Return the product with exactly this name or alias."""

    def find_by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Return the only product of a vendor, or its only product of this kind, else None."""

    def is_vendor(self, name: str) -> bool:
        """Return whether a vendor of products has this name."""

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Return the product that these clues and datasets identify, None for none or several."""


class Unknown:
    """A catalogue without products."""

    def find_by_name(self, name: str) -> Product | None:
        """Return None: there are no products."""
        return None

    def find_by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Return None: there are no products."""
        return None

    def is_vendor(self, name: str) -> bool:
        """Return False: there are no products."""
        return False

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Return None: there are no products."""
        return None
