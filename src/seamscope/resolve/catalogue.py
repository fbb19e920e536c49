"""What resolve needs of the catalogue of known products, and which systems are of which."""

from collections.abc import Sequence
from typing import Protocol

from seamscope.records import Clue


class Product(Protocol):
    """A known product. generic: a database engine and the like, a technology and no system."""

    @property
    def name(self) -> str:
        """Its usual name."""
        ...

    @property
    def vendor(self) -> str:
        """Who sells or keeps it."""
        ...

    @property
    def kind(self) -> str:
        """What it is: erp, crm, broker and so on."""
        ...

    @property
    def domain(self) -> str:
        """The business domain it mostly serves."""
        ...

    @property
    def generic(self) -> bool:
        """Whether it is only a technology."""
        ...


class Recognition(Protocol):
    """A product and the cue that tells it."""

    @property
    def product(self) -> Product:
        """What was recognised."""
        ...

    @property
    def reason(self) -> str:
        """The cue, for people."""
        ...


class Catalogue(Protocol):
    """The part of `knowledge.products.Catalogue` that is used here."""

    def by_name(self, name: str) -> Product | None:
        """Return the product with exactly this name or alias."""

    def by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Return the one product a vendor sells, of this kind if one is given."""

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Return the one product these cues tell, None if none or several do."""


class Unknown:
    """A catalogue that knows nothing."""

    def by_name(self, name: str) -> Product | None:
        """Know no name."""
        return None

    def by_vendor(self, vendor: str, kind: str) -> Product | None:
        """Know no vendor."""
        return None

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> Recognition | None:
        """Recognise nothing."""
        return None
