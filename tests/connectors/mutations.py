"""Mutate the inputs of connectors' cases, and find what such a change loses without a word.

A mutation replaces one value by one of another type, drops one key, or doubles one entry. It loses
something in silence if a record disappears that was read off another part of the file, or off the
very entry that changed, and no new line of the report says so.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from seamscope.connector import Connector, File, memory_file
from seamscope.discover import read_files
from seamscope.records import Dependency, Flow, Query, Record, Skipped

Step = str | int
Steps = tuple[Step, ...]
WRONG: tuple[object, ...] = (7, {"x": 1}, ["x"], "x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file of a case: its connector's name, its path and those of the files beside it."""

    connector: str
    path: str
    content: object
    beside: tuple[tuple[str, bytes], ...]

    def read(self, content: object, connectors: Sequence[Connector]) -> tuple[Record, ...]:
        """Return the records of the case if this file holds other content."""
        files = [memory_file(data, path, path) for path, data in self.beside]
        files.append(self.file(content))
        return read_files(files, connectors).records

    def file(self, content: object) -> File:
        """Return the file with other content."""
        if self.path.endswith(".json"):
            text = json.dumps(content)
        else:
            text = yaml.safe_dump(content, sort_keys=False)
        return memory_file(text.encode(), self.path, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One change at one place: the steps that lead to it, and the content after it."""

    kind: str
    steps: Steps
    content: object

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(map(str, self.steps))}"


def find_inputs(root: Path) -> list[Input]:
    """Return the JSON and YAML files of all cases that are sound."""
    found: list[Input] = []
    for expected in sorted(root.glob("*/*/expected.yaml")):
        if expected.parent.name in {"broken", "hostile", "faults", "odd", "bomb", "truncated"}:
            continue
        paths = sorted(p for p in expected.parent.rglob("*") if p.is_file() and p != expected)
        data = {path.relative_to(expected.parent).as_posix(): path.read_bytes() for path in paths}
        for path, text in data.items():
            content = _parse(path, text)
            if isinstance(content, dict | list) and content:
                beside = tuple(one for one in data.items() if one[0] != path)
                connector = expected.parent.parent.name
                found.append(Input(connector=connector, path=path, content=content, beside=beside))
    return found


def _parse(path: str, data: bytes) -> object:
    try:
        if path.endswith(".json"):
            return json.loads(data)
        if path.endswith((".yaml", ".yml")):
            # Every value stays the text that was written, as in the reader.
            return yaml.load(data, Loader=yaml.BaseLoader)
    except (ValueError, yaml.YAMLError):
        return None
    return None


def places(value: object, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the steps to every value below a document."""
    children: Sequence[tuple[Step, object]] = ()
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for step, child in children:
        yield (*steps, step)
        yield from places(child, (*steps, step))


def mutate(content: object, dice: random.Random) -> Mutation:
    """Return the content with one change at one place."""
    changed = json.loads(json.dumps(content))
    steps = dice.choice(list(places(changed)))
    holder = changed
    for step in steps[:-1]:
        holder = holder[step]
    kind = dice.choice(["wrong type", "dropped", "doubled"])
    match holder, steps[-1]:
        case dict() as mapping, str() as key if kind == "dropped" and _is_setting(mapping, key):
            del mapping[key]
        case list() as items, int() as index if kind == "doubled":
            items.insert(index, items[index])
        case _:
            kind = "wrong type"
            holder[steps[-1]] = dice.choice(_others(holder[steps[-1]]))
    return Mutation(kind=kind, steps=steps, content=changed)


def _is_setting(mapping: dict[str, object], key: str) -> bool:
    """Return whether a key is a setting of something that stays; to drop an entry drops content."""
    value = mapping[key]
    below = value.values() if isinstance(value, dict) else value
    is_content = isinstance(below, list | type({}.values())) and any(
        isinstance(child, dict | list) for child in below
    )
    kinds = {type(value) for value in mapping.values()}
    return not is_content and len(mapping) > 1 and kinds not in ({dict}, {list})


def _others(value: object) -> list[object]:
    """Return values of other types; numbers and texts are both scalars."""
    if isinstance(value, dict):
        return [7, ["x"]]
    if isinstance(value, list):
        holds_texts = not any(isinstance(child, dict | list) for child in value)
        return [{"x": 1}] if holds_texts else [7, {"x": 1}]  # one text may be a list of texts
    return [{"x": 1}, [{"x": 1}]]  # some texts may be lists of texts


def lost(before: Sequence[Record], after: Sequence[Record], mutation: Mutation) -> list[str]:
    """Return what a change lost in silence, as text; nothing if a new line reports something."""
    if _reasons(after) - _reasons(before):
        return []
    gone = _kinds(before) - _kinds(after)
    if mutation.kind == "doubled" or not gone:
        return []
    # What was read below a dropped key is no longer in the input.
    inside = Counter(
        type(record).__name__
        for record in before
        if mutation.kind == "dropped" and _is_below(record.evidence.place, mutation.steps)
    )
    return [f"{count} {kind}" for kind, count in sorted((gone - inside).items())]


def _kinds(records: Sequence[Record]) -> Counter[str]:
    """Return the number of records of each kind; a statement is a move like a flow."""
    return Counter(
        "Flow" if isinstance(record, Query) else type(record).__name__
        for record in records
        if not isinstance(record, Skipped)
    )


def _reasons(records: Sequence[Record]) -> Counter[str]:
    """Return the reasons of the report's lines, and those that records give for their doubt."""
    return Counter(
        record.reason for record in records
        if isinstance(record, Skipped | Flow | Dependency) and record.reason
    )  # fmt: skip


def _is_below(place: str, steps: Steps) -> bool:
    pointer = ""
    for step in steps:
        pointer += f"[{step}]" if isinstance(step, int) else f".{step}" if pointer else step
    return place == pointer or place.startswith((f"{pointer}.", f"{pointer}["))
