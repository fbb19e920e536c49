"""Record which values of a document a connector read, and report values that it could not use.

A connector that reads a list as a string gets an empty string, so the list could be lost without a
report. `Usage` records the type that the connector expected, and the values that are cited as
evidence, so that the core can report the others.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seamscope.connector.scrub import quote
from seamscope.records import Evidence, Skipped

SHOWN = 5  # number of places that a message names
KIND_KEYS = ("type", "kind", "resource_type", "aspectName", "$type")
ALIKE = 0.5  # minimum share of keys that an entry has in common with entries that produced records


class Lines(dict[object, object]):
    """A YAML mapping with the 1-based line of each key, and its own line under None."""

    lines: dict[object, int]


class LinedList(list[object]):
    """A YAML sequence with the 1-based line of each item."""

    lines: dict[object, int]


@dataclass(frozen=True, slots=True)
class Usage:
    """A record of the values of one document that were read; sets and keys are pointers.

    root: the document.
    used: values read as the type that they have.
    misread: values read as another type, with their line and the expected type.
    rejected: values whose type a connector checked itself, with line and expected type; they are
    reported even if they were read.
    hollow: empty lists and mappings read as another type, with line and expected type; no value is
    lost, but the export may have dropped one.
    cited: values that are the evidence of a record.
    whole: values read regardless of their type.
    locate: returns the evidence of a line and a pointer.
    is_large: whether `used` is forgotten after each entry of the objects in the document, because
    it would need more memory than the document.
    """

    root: object
    locate: Callable[[int, str], Evidence]
    used: set[str] = field(default_factory=set)
    misread: dict[str, tuple[int, str]] = field(default_factory=dict)
    rejected: dict[str, tuple[int, str]] = field(default_factory=dict)
    hollow: dict[str, tuple[int, str]] = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    is_large: bool = False

    def settle(self) -> None:
        """Forget the used values of one entry of a large document, after its faults are known."""
        for pointer in self.used & (self.misread.keys() | self.hollow.keys()):
            self.misread.pop(pointer, None)
            self.hollow.pop(pointer, None)
        self.used.clear()

    def is_section(self, pointer: str) -> bool:
        """Return whether a pointer leads to a key at the top level of the document."""
        return isinstance(self.root, dict) and pointer in self.root

    def report_faults(self, reported: Collection[str]) -> Iterator[Skipped]:
        """Report values of an unexpected type, and entries that produced no records.

        reported: pointers to values that the connector has already reported.
        """
        yield from self._report_wrong_types(reported)
        yield from self._note_hollow_values(reported)
        yield from self._report_unused_entries()

    def count_unread(self) -> tuple[int, dict[str, int]]:
        """Return the number of values and, by key, the number of values that were not read."""
        total, unread = 0, dict[str, int]()
        for pointer, key, value in self._list_values(self.root, "", ""):
            if isinstance(value, dict | list):
                continue
            total += 1
            if pointer not in self.used:
                unread[key] = unread.get(key, 0) + 1
        return total, unread

    def _list_values(
        self, value: object, pointer: str, key: str
    ) -> Iterator[tuple[str, str, object]]:
        """Yield each value with its pointer and the nearest key above it."""
        todo = [(pointer, key, value)]
        while todo:
            here, name, item = todo.pop()
            yield here, name, item
            if here not in self.whole:
                todo += [(at, k or name, child) for at, k, child in list_children(item, here)]

    def _report_wrong_types(self, reported: Collection[str]) -> Iterator[Skipped]:
        wrong = {
            pointer: expected
            for pointer, expected in (self.misread | self.rejected).items()
            if (pointer not in self.used or pointer in self.rejected) and pointer not in reported
        }
        if wrong:
            first = next(iter(wrong))
            yield Skipped(
                reason=quote(f"values of an unexpected type are not read: {_show(wrong)}", 400),
                remedy="correct them in the source and export it again",
                evidence=self.locate(wrong[first][0], first),
                kind="entry",
            )

    def _note_hollow_values(self, reported: Collection[str]) -> Iterator[Skipped]:
        hollow = {
            pointer: expected
            for pointer, expected in self.hollow.items()
            if pointer not in self.used and pointer not in reported
        }
        if hollow:
            first = next(iter(hollow))
            yield Skipped(
                reason=quote(f"empty values of an unexpected type: {_show(hollow)}", 400),
                remedy="check that the export is complete",
                evidence=self.locate(hollow[first][0], first),
                kind="note",
            )

    def _report_unused_entries(self) -> Iterator[Skipped]:
        """Report lists in which some entries produced records and similar entries did not.

        An entry is reported only if it lacks a key that all entries with a record have, because
        this suggests a typing error. Other entries may not be meant to produce a record.
        """
        cited = self._list_cited_with_parents()
        if len(cited) < 2:  # the connector cited nothing below the document itself
            return
        todo: list[tuple[str, object]] = [("", self.root)]
        while todo:
            pointer, container = todo.pop()
            below = [
                (at, child)
                for at, _, child in list_children(container, pointer)
                if isinstance(child, dict | list) and child
            ]
            is_known = pointer in self.whole or pointer in self.cited
            # The entries of a mapping are treated as a list only if several produced records.
            least = 1 if isinstance(container, list) else 2
            barren = {} if is_known else _find_unused(below, cited, least)
            if barren:
                yield self._report_unused(pointer, barren, len(below))
            todo += [(at, child) for at, child in below if at in cited]

    def _report_unused(
        self, pointer: str, barren: Mapping[str, Sequence[str]], total: int
    ) -> Skipped:
        shown = ", ".join(f"{at} (no {', '.join(keys)})" for at, keys in [*barren.items()][:SHOWN])
        more = f" and {len(barren) - SHOWN} more" if len(barren) > SHOWN else ""
        where = pointer or "the document"
        problem = f"{len(barren)} of {total} entries of {where} produced no record: {shown}{more}"
        return Skipped(
            reason=problem[:400],
            remedy="check whether a key of these entries is missing or misspelt",
            evidence=self.locate(0, next(iter(barren))),
            kind="entry",
        )

    def _list_cited_with_parents(self) -> set[str]:
        """Return the cited pointers and the pointers of all values that contain them."""
        found: set[str] = set()
        for pointer in self.cited:
            above = pointer
            while above not in found:
                found.add(above)
                above = above[: max(above.rfind("."), above.rfind("["), 0)]
        return found


def _show(wrong: Mapping[str, tuple[int, str]]) -> str:
    """List the first values for a message, with their expected types."""
    shown = ", ".join(
        f"{pointer or 'the document'} (expected {expected})"
        for pointer, (_, expected) in [*wrong.items()][:SHOWN]
    )
    return shown + (f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else "")


def list_children(value: object, pointer: str) -> Iterator[tuple[str, str, object]]:
    """Yield the pointer, the key ("" in a list) and the value of each direct child of a value."""
    match value:
        case dict():
            for key, child in value.items():
                yield build_key_pointer(pointer, str(key)), str(key), child
        case list():
            for index, child in enumerate(value):
                yield f"{pointer}[{index}]", "", child
        case _:
            pass


def build_key_pointer(pointer: str, key: str) -> str:
    """Append a key to the dotted path of a mapping: ``a.b`` and ``c`` -> ``a.b.c``."""
    return f"{pointer}.{key}" if pointer else key


def _find_unused(
    below: Sequence[tuple[str, object]], cited: Collection[str], least: int
) -> dict[str, tuple[str, ...]]:
    """Return the entries without records that lack a key that all entries with records have.

    The result has the missing keys of each such entry, by the pointer of the entry.

    least: the number of entries with a record that are needed for a comparison.
    """
    mappings = [(at, child) for at, child in below if isinstance(child, Mapping)]
    fruitful = [child for at, child in mappings if at in cited]
    if len(fruitful) < least:
        return {}
    keys = {key for child in fruitful for key in child}
    needed = {key for key in fruitful[0] if all(key in child for child in fruitful)}
    kinds = {_get_kind(child) for child in fruitful}
    found: dict[str, tuple[str, ...]] = {}
    for at, child in mappings:
        if at in cited or _get_kind(child) not in kinds:
            continue
        missing = tuple(sorted(str(key) for key in needed if key not in child))
        if missing and sum(key in keys for key in child) >= ALIKE * len(child):
            found[at] = missing
    return found


def _get_kind(entry: Mapping[object, object]) -> tuple[str, ...]:
    """Return the kind of an entry, because entries of different kinds have different keys."""
    return tuple(str(entry.get(key, "")) for key in KIND_KEYS)
