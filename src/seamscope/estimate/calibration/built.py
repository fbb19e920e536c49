"""Find the integration in a survey that a row of the history refers to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

# Separators that people write between the names of two systems: ``CRM -> ERP``.
SEPARATOR = re.compile(
    r"(?<!\s)\s*+(?:–\?–|⇄|↔|→|←|<->|->|<-|--|—|–)\s*+"
    r"|(?<!\s)\s++-\s++|(?<!\s)\s++to\s++|(?<!\s)\s++and\s++"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """The estimate of one integration of a survey.

    names: id and label of the integration.
    ends: names and aliases of each of its two systems.
    hours: P50 without calibration.
    cfp: size in COSMIC function points.
    """

    names: tuple[str, ...]
    ends: tuple[tuple[str, ...], tuple[str, ...]]
    hours: float
    cfp: float


@dataclass(frozen=True, slots=True)
class SurveyedIntegrations:
    """An index of integrations by id, by label and by the names of both systems in either order.

    Ambiguous names are left out.
    """

    by_name: Mapping[str, Surveyed] = field(default_factory=dict)

    @classmethod
    def index(cls, integrations: Iterable[Surveyed]) -> "SurveyedIntegrations":
        """Return the index of integrations."""
        found: dict[str, list[Surveyed]] = defaultdict(list)
        for item in integrations:
            pairs = (_join_pair(pair) for pair in product(*item.ends))
            for name in {*map(_fold, item.names), *pairs}:
                found[name].append(item)
        return cls({name: items[0] for name, items in found.items() if len(items) == 1})

    def find(self, name: str) -> Surveyed | None:
        """Return the integration with a name such as `crm--erp`, `I-003` or `CRM → ERP`."""
        text = _fold(name)
        if text in self.by_name:
            return self.by_name[text]
        # A system's name may contain a separator, so the text is split at each one in turn.
        places = [(match.start(), match.end()) for match in SEPARATOR.finditer(text)]
        pairs = (_join_pair((text[:start], text[end:])) for start, end in places)
        return next((self.by_name[pair] for pair in pairs if pair in self.by_name), None)


def _join_pair(names: tuple[str, ...]) -> str:
    return "\n".join(sorted(_fold(name) for name in names))


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
