"""Write a survey as JSON.

msgspec encodes the values. Before that, figures are rounded, and empty fields of evidence are
removed. A survey has millions of values, so it is determined only once, from the types of the
fields, which values must be prepared in this way.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from seamscope.document.types import Survey
from seamscope.records import Evidence

# Number of decimals in JSON. Further digits depend on the processor and the numpy build.
DECIMALS = 6

_SURROGATES = re.compile(r"[\ud800-\udfff]")
T = TypeVar("T")
Prepare = Callable[[Any], object]


def encode_document(survey: Survey) -> bytes:
    """Return the survey as JSON, with one line per entry of a list.

    Raises ValueError for a figure that JSON cannot represent, and UnicodeEncodeError for a string
    with a lone surrogate.
    """
    pieces = [b"{\n"]
    for name, prepare in _list_parts().items():
        pieces += [b'"%s": ' % name.encode(), *_encode_part(getattr(survey, name), prepare), b",\n"]
    pieces[-1] = b"\n}\n"
    return b"".join(pieces)  # only once, because each copy of a large survey needs much memory


def replace_surrogates(value: T) -> T:
    """Replace each lone surrogate in the strings of a value by the replacement character."""
    changed: object = value
    match value:
        case str():
            changed = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
        case tuple():
            changed = tuple(map(replace_surrogates, value))
        case dict():
            changed = {key: replace_surrogates(item) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            names = (item.name for item in fields(value))
            changed = replace(value, **{n: replace_surrogates(getattr(value, n)) for n in names})
    # The value keeps its type, but the type checker cannot infer this.
    return changed  # type: ignore[return-value]


def _encode_part(value: object, prepare: Prepare | None) -> Iterator[bytes]:
    """Yield the JSON of one field of the survey: a list with one entry per line, else indented."""
    if not isinstance(value, tuple):
        yield msgspec.json.format(_encode(prepare(value) if prepare else value), indent=1)
        return
    separator = b"[\n"
    for item in value:
        yield separator
        yield _encode(prepare(item) if prepare else item)
        separator = b",\n"
    yield b"\n]" if value else b"[]"


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value, order="deterministic")  # mappings are sorted by key


@lru_cache(maxsize=1)
def _list_parts() -> dict[str, Prepare | None]:
    """Return, by field of a survey, the function that prepares its value or its list entries."""
    survey = inspect.type_info(Survey)
    assert isinstance(survey, inspect.DataclassType)
    return {
        field.name: _choose_preparer(
            field.type.item_type if isinstance(field.type, inspect.VarTupleType) else field.type
        )
        for field in survey.fields
    }


def _choose_preparer(kind: inspect.Type) -> Prepare | None:
    """Return the function that prepares values of a type, None if they need no preparation."""
    found: Prepare | None = None
    match kind:
        case inspect.FloatType():
            found = _prepare_figure
        case inspect.DataclassType():
            found = _choose_for_fields(kind)
        case inspect.TupleType(item_types=kinds):
            prepare = tuple(map(_choose_preparer, kinds))
            found = partial(_prepare_each, prepare) if any(prepare) else None
        case inspect.VarTupleType() | inspect.ListType():
            found = _extend(_prepare_items, kind.item_type)
        case inspect.DictType():
            found = _extend(_prepare_entries, kind.value_type)
        case inspect.UnionType():
            (other,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
            found = _extend(_prepare_unless_none, other)
    return found


def _extend(outer: Callable[[Prepare, Any], object], inner: inspect.Type) -> Prepare | None:
    prepare = _choose_preparer(inner)
    return partial(outer, prepare) if prepare else None


def _choose_for_fields(kind: inspect.DataclassType) -> Prepare | None:
    """Return a function that converts an object of a data class to a Struct with prepared values.

    msgspec encodes a Struct faster than a dict. Empty fields of Evidence are not written.
    """
    known = {field.name: field for field in kind.fields}  # msgspec lists them in another order
    found = [known[item.name] for item in fields(kind.cls)]
    names = [field.name for field in found]
    preparers = ((number, _choose_preparer(field.type)) for number, field in enumerate(found))
    prepare = [(number, one) for number, one in preparers if one]
    is_evidence = kind.cls is Evidence
    if not (prepare or is_evidence):
        return None
    written = msgspec.defstruct(
        kind.cls.__name__,
        [f.name if f.required or not is_evidence else (f.name, Any, f.default) for f in found],
        omit_defaults=is_evidence,
        gc=False,
    )
    return partial(_prepare_fields, written, attrgetter(*names), prepare)


def _prepare_fields(
    written: type[msgspec.Struct],
    get: Callable[[Any], tuple[object, ...]],
    prepare: Sequence[tuple[int, Prepare]],
    owner: object,
) -> object:
    values = [*get(owner)]
    for index, change in prepare:
        values[index] = change(values[index])
    return written(*values)


def _prepare_items(prepare: Prepare, items: Sequence[object]) -> list[object]:
    return [prepare(item) for item in items]


def _prepare_each(prepare: Sequence[Prepare | None], items: Sequence[object]) -> list[object]:
    return [change(item) if change else item for change, item in zip(prepare, items, strict=True)]


def _prepare_entries(prepare: Prepare, entries: Mapping[str, object]) -> dict[str, object]:
    return {key: prepare(item) for key, item in entries.items()}


def _prepare_unless_none(prepare: Prepare, value: object) -> object:
    return None if value is None else prepare(value)


def _prepare_figure(figure: float) -> float:
    """Return a rounded figure; raise ValueError for an infinite figure or NaN."""
    if not math.isfinite(figure):
        raise ValueError(f"a survey cannot contain the figure {figure}")
    # An int remains an int; + 0.0 turns -0.0 into 0.0.
    return figure if type(figure) is int else round(figure, DECIMALS) + 0.0
