"""Change JSON and YAML documents, one value at a time."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import yaml

from seamscope.records import Record

Step = str | int
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A changed document. steps: keys and indexes that lead to the change."""

    kind: str
    steps: Steps
    data: bytes

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(map(str, self.steps))}"

    def removed(self, before: Sequence[Record], after: Sequence[Record]) -> list[Record]:
        """Return the records from before the change that were read below the dropped key."""
        dropped = before if self.kind == "dropped" else ()
        return [record for record in dropped if _is_below(record.evidence.place, self.steps)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed JSON or YAML file."""

    path: str
    content: object

    @classmethod
    def parse(cls, path: str, data: bytes) -> Self | None:
        """Return the document of a file, None if it is not JSON or YAML or is empty."""
        content: object = None
        try:
            if path.endswith(".json"):
                content = json.loads(data)
            elif path.endswith((".yaml", ".yml")):
                # Every value is kept as written, as in the reader.
                content = yaml.load(data, Loader=yaml.BaseLoader)
        except (ValueError, yaml.YAMLError):
            return None
        usable = isinstance(content, dict | list) and bool(content)
        return cls(path=path, content=content) if usable else None

    def write(self) -> bytes:
        """Return the document as bytes."""
        return self._write(self.content)

    def _write(self, content: object) -> bytes:
        if self.path.endswith(".json"):
            return json.dumps(content).encode()
        return yaml.safe_dump(content, sort_keys=False).encode()

    def mutate(self, dice: random.Random) -> Change:
        """Return the document with one change at one place."""
        changed = json.loads(json.dumps(self.content))
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
        return Change(kind=kind, steps=steps, data=self._write(changed))


def places(value: object, steps: Steps = ()) -> Iterator[Steps]:
    """Yield the keys and indexes that lead to each value in a document."""
    children: Sequence[tuple[Step, object]] = ()
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for step, child in children:
        yield (*steps, step)
        yield from places(child, (*steps, step))


def _is_setting(mapping: dict[str, object], key: str) -> bool:
    """Return whether a key is a setting of an entry, such as `name`, and not an entry itself."""
    value = mapping[key]
    below = value.values() if isinstance(value, dict) else value
    is_content = isinstance(below, list | type({}.values())) and any(
        isinstance(child, dict | list) for child in below
    )
    kinds = {type(value) for value in mapping.values()}
    return not is_content and len(mapping) > 1 and kinds not in ({dict}, {list})


def _others(value: object) -> list[object]:
    """Return values of other types than the given one; numbers and strings count as one type."""
    if isinstance(value, dict):
        return [7, ["x"]]
    if isinstance(value, list):
        holds_texts = not any(isinstance(child, dict | list) for child in value)
        return [{"x": 1}] if holds_texts else [7, {"x": 1}]  # a string may be a list of strings
    return [{"x": 1}, [{"x": 1}]]  # some strings may be lists of strings


def _is_below(place: str, steps: Steps) -> bool:
    pointer = ""
    for step in steps:
        pointer += f"[{step}]" if isinstance(step, int) else f".{step}" if pointer else step
    return place == pointer or place.startswith((f"{pointer}.", f"{pointer}["))
