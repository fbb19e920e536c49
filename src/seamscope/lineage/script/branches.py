"""Branches of a script, and what variables may hold after several of them set one."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field

from seamscope.lineage.split import Statement

# From the outside in: the number of each choice, and which of its branches: IF is 0, ELSIF 1 and
# so on; ELSE, which leaves no other, counts the branches before it, below zero.
Path = tuple[tuple[int, int], ...]
LOOPS = frozenset({"WHILE", "FOR", "FOREACH", "LOOP", "REPEAT"})
CHOOSES = LOOPS | {"IF"}
OTHERWISE = frozenset({"ELSE", "ELSIF", "ELSEIF"})
# END closes what these open; without them the next statement alone is meant.
OPENS = (["THEN"], ["LOOP"], ["DO"], ["REPEAT"])
TRANSACTION = frozenset({"TRAN", "TRANSACTION", "WORK", "DISTRIBUTED", "DIALOG", "CONVERSATION"})


def is_loop(piece: Statement) -> bool:
    """Tell whether a statement begins a loop, which may have a label."""
    if piece.head in LOOPS:
        return True
    return piece.head == "LABEL" and piece.text.upper().split()[-1:] in OPENS


def excludes(one: Path, other: Path) -> bool:
    """Tell whether two places are never both reached: IF and its ELSE."""
    first = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), None)
    return first is not None and first[0][0] == first[1][0]


@dataclass(slots=True)
class Branches:
    """Follows the statements of a routine in order.

    blocks: the branch of each open block, and whether THEN opened it; waiting: the branch of the
    next statement alone; choices: by depth, where the last choice stands, its number and branch.
    """

    blocks: list[tuple[Path, bool]] = field(default_factory=lambda: [((), False)])
    waiting: Path | None = None
    choices: dict[int, tuple[Path, int, int]] = field(default_factory=dict)
    count: int = 0

    def step(self, piece: Statement) -> Path:
        """Return the branch a statement stands in, and note what it opens or ends."""
        here = self.blocks[-1][0] if self.waiting is None else self.waiting
        self.waiting = None
        if piece.head == "BEGIN":
            self._begin(piece, here)
        elif piece.head == "END" and len(self.blocks) > 1:
            self.blocks.pop()
        elif piece.head in CHOOSES or is_loop(piece):
            self.count += 1
            self._choose(piece, here, self.count, 0)
        elif piece.head in OTHERWISE:
            self._otherwise(piece)
        return here

    def body(self, rest: Iterable[Statement]) -> Iterator[Statement]:
        """Yield the statements of the loop that the last step began; place them by `inside`."""
        inside = self.inside()
        ahead = Branches(list(self.blocks), self.waiting, copy(self.choices), self.count)
        for piece in rest:
            if ahead.step(piece)[: len(inside)] != inside:
                return
            yield piece

    def inside(self) -> Path:
        """Return the branch of what the last step began."""
        return self.blocks[-1][0] if self.waiting is None else self.waiting

    def _otherwise(self, piece: Statement) -> None:
        block = self.blocks[-1][1]
        if block:
            self.blocks.pop()
        if (last := self.choices.get(len(self.blocks))) is not None:
            above, number, branch = last
            branch = -(branch + 1) if piece.head == "ELSE" else branch + 1
            self._choose(piece, above, number, branch, block=block)

    def _begin(self, piece: Statement, here: Path) -> None:
        """Open a block; what catches errors may not run."""
        after = piece.text.upper().partition("BEGIN")[2].strip(" \t\r\n;").partition(" ")[0]
        if after in TRANSACTION:
            return
        if after == "CATCH":
            self.count += 1
            here = (*here, (self.count, 0))
        self._open(here)

    def _choose(
        self, piece: Statement, here: Path, number: int, branch: int, *, block: bool = False
    ) -> None:
        self.choices[len(self.blocks)] = here, number, branch
        path = (*here, (number, branch))
        if block or piece.text.upper().split()[-1:] in OPENS:
            self._open(path, then=True)
        else:
            self.waiting = path

    def _open(self, path: Path, *, then: bool = False) -> None:
        self.blocks.append((path, then))
        self.choices.pop(len(self.blocks), None)


@dataclass(slots=True)
class Texts:
    """The texts that variables may hold, the last to be set last, each with the branch it is from.

    settled: variables of which every branch of a choice has set the text, by where it stands.
    """

    held: dict[str, list[tuple[Path, str]]] = field(default_factory=dict)
    settled: set[tuple[str, Path]] = field(default_factory=set)

    def seen_from(self, place: Path) -> dict[str, tuple[str, ...]]:
        """Return what each variable may hold at a place.

        The other branch's text is not seen, nor what was there before this branch set another.
        """
        return {name: _seen(found, place) for name, found in self.held.items()}

    def hold(self, name: str, texts: tuple[str, ...], place: Path) -> None:
        """Set a variable at a place: what it held there before, and in branches below, is gone."""
        old = self.held.get(name, [])
        kept = [one for one in old if one[0][: len(place)] != place]
        self.held[name] = kept + [(place, text) for text in texts]
        self._settle(name, place)

    def _settle(self, name: str, place: Path) -> None:
        """Once every branch of a choice has set it, what stood before the choice is gone."""
        while place and place[-1][1] < 0:
            *above, (number, branch) = place
            places = {path for path, _ in self.held[name]}
            others = [(*above, (number, one)) for one in range(-branch)]
            if not all(one in places or (name, one) in self.settled for one in others):
                return
            place = tuple(above)
            self.settled.add((name, place))
            self.held[name] = [one for one in self.held[name] if one[0] != place]


def _seen(found: list[tuple[Path, str]], place: Path) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    last: Path | None = None
    for path, text in reversed(found):
        if last is not None and path != last:
            break
        if not excludes(path, place):
            seen[text] = None
            last = path if place[: len(path)] == path else None
    return tuple(reversed(seen))
