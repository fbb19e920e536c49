"""Count the steps that a backtracking matcher takes, so that growth is measured without a clock.

The matcher uses the tree from Python's own parser, and tries alternatives in the order of Python's
engine, but without its optimisations. It never takes fewer steps than the engine.
"""

import _sre
import re
from collections.abc import Callable
from functools import lru_cache
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

Next = Callable[[int], bool]
Matcher = Callable[[int, Next], bool]
BOUND = 8
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)


class TooManyStepsError(Exception):
    """The matcher took more steps than allowed."""


class Counter:
    """A matcher of one expression that counts the steps it takes on a string."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.text = ""
        self.steps = 0
        self.most = 0
        self.groups: dict[int, tuple[int, int]] = {}
        tree = parser.parse(pattern.pattern, pattern.flags)
        self.matcher = self.sequence(list(tree), pattern.flags)

    def search(self, text: str, *, searched: bool, most: int) -> int:
        """Return the number of steps to find every match in the string, or only a match at its
        start.

        searched: whether every match is found.
        most: the number of steps after which TooManyStepsError is raised.
        """
        self.text, self.steps, self.most = text, 0, most
        position = 0
        while position <= len(text):
            self.groups.clear()
            end = self.match_at(position)
            if not searched:
                break
            position = max(end, position + 1)
        if not searched:  # a full match tries alternatives until one ends at the end of the string
            self.groups.clear()
            self.matcher(0, lambda i: i == len(self.text))
        return self.steps

    def match_at(self, position: int) -> int:
        """Return the end of the match that begins at a position, -1 if there is none."""
        ends: list[int] = []
        return ends[0] if self.matcher(position, lambda i: not ends.append(i)) else -1

    def step(self) -> None:
        """Count one step."""
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError

    def sequence(self, nodes: list[tuple[object, object]], flags: int) -> Matcher:
        """Return the matcher of consecutive nodes."""
        matchers = [self.node(op, value, flags) for op, value in nodes]
        if len(matchers) == 1:
            return matchers[0]

        def run(i: int, then: Next, at: int = 0) -> bool:
            if at == len(matchers):
                return then(i)
            return matchers[at](i, lambda j: run(j, then, at + 1))

        return run

    def node(self, op: object, value: object, flags: int) -> Matcher:
        """Return the matcher of one node of the tree."""
        if op in SINGLE:
            return self.single(single(op, value, flags))
        if op in REPEATS:
            return self.repeat(op, value, flags)
        if op in {sre.ASSERT, sre.ASSERT_NOT}:
            return self.look(value, flags, wanted=op is sre.ASSERT)
        makers: dict[object, Callable[[], Matcher]] = {
            sre.SUBPATTERN: lambda: self.group(value, flags),
            sre.BRANCH: lambda: self.branch(value, flags),
            sre.ATOMIC_GROUP: lambda: self.atomic(self.sequence(list(value), flags)),  # type: ignore[call-overload]
            sre.AT: lambda: self.place(value, flags),
            sre.GROUPREF: lambda: self.reference(value),  # type: ignore[arg-type]
        }
        return makers[op]()

    def single(self, test: Callable[[str], bool]) -> Matcher:
        def run(i: int, then: Next) -> bool:
            self.step()
            return i < len(self.text) and test(self.text[i]) and then(i + 1)

        return run

    def repeat(self, op: object, value: object, flags: int) -> Matcher:
        low, high, tree = value  # type: ignore[misc]
        nodes = list(tree)
        # A bound costs a constant factor, which short strings would not show.
        high = 10**9 if high is sre.MAXREPEAT else max(low, min(int(high), BOUND))
        if len(nodes) == 1 and nodes[0][0] in SINGLE and op is not sre.MIN_REPEAT:
            test = single(*nodes[0], flags)
            return self.run_of(test, low, high, possessive=op is sre.POSSESSIVE_REPEAT)
        item = self.sequence(nodes, flags)
        if op is sre.MIN_REPEAT:
            return self.lazy(item, low, high)
        greedy = self.greedy(item, low, high)
        return self.atomic(greedy) if op is sre.POSSESSIVE_REPEAT else greedy

    def run_of(
        self, test: Callable[[str], bool], low: int, high: int, *, possessive: bool
    ) -> Matcher:
        def run(i: int, then: Next) -> bool:
            end = i
            while end < len(self.text) and end - i < high and test(self.text[end]):
                self.step()
                end += 1
            self.step()
            for at in range(end, i + low - 1, -1):
                self.step()
                if then(at):
                    return True
                if possessive:
                    return False
            return False

        return run

    def greedy(self, item: Matcher, low: int, high: int) -> Matcher:
        def run(i: int, then: Next, count: int = 0) -> bool:
            self.step()
            if count < high and item(
                i, lambda j: (j > i or count < low) and run(j, then, count + 1)
            ):
                return True
            return count >= low and then(i)

        return run

    def lazy(self, item: Matcher, low: int, high: int) -> Matcher:
        def run(i: int, then: Next) -> bool:
            return again(i, then, 0)

        def again(i: int, then: Next, count: int) -> bool:
            self.step()
            if count >= low and then(i):
                return True
            return count < high and item(
                i, lambda j: (j > i or count < low) and again(j, then, count + 1)
            )

        return run

    def group(self, value: object, flags: int) -> Matcher:
        number, added, removed, tree = value  # type: ignore[misc]
        inner = self.sequence(list(tree), (flags | added) & ~removed)
        if number is None:
            return inner

        def run(i: int, then: Next) -> bool:
            before = self.groups.get(number)

            def ended(j: int) -> bool:
                kept = self.groups.get(number)
                self.groups[number] = (i, j)
                if then(j):
                    return True
                if kept is None:
                    self.groups.pop(number, None)
                else:
                    self.groups[number] = kept
                return False

            found = inner(i, ended)
            if not found and before is not None:
                self.groups[number] = before
            return found

        return run

    def branch(self, value: object, flags: int) -> Matcher:
        choices = [self.sequence(list(tree), flags) for tree in value[1]]  # type: ignore[index]

        def run(i: int, then: Next) -> bool:
            for choice in choices:
                self.step()
                if choice(i, then):
                    return True
            return False

        return run

    def atomic(self, inner: Matcher) -> Matcher:
        def run(i: int, then: Next) -> bool:
            ends: list[int] = []
            return inner(i, lambda j: not ends.append(j)) and then(ends[0])

        return run

    def look(self, value: object, flags: int, *, wanted: bool) -> Matcher:
        direction, tree = value  # type: ignore[misc]
        inner = self.sequence(list(tree), flags)
        width = tree.getwidth()[0] if direction < 0 else 0

        def run(i: int, then: Next) -> bool:
            self.step()
            found = i >= width and inner(i - width, lambda j: direction > 0 or j == i)
            return found is wanted and then(i)

        return run

    def place(self, at: object, flags: int) -> Matcher:
        def holds(i: int) -> bool:
            text, end = self.text, len(self.text)
            if at in {sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY}:
                before = i > 0 and _is_word(text[i - 1])
                after = i < end and _is_word(text[i])
                return (before != after) is (at is sre.AT_BOUNDARY)
            lines = bool(flags & re.M)
            if at is sre.AT_BEGINNING:
                return i == 0 or (lines and text[i - 1] == "\n")
            if at is sre.AT_BEGINNING_STRING:
                return i == 0
            if at is sre.AT_END_STRING:
                return i == end
            return i == end or (text[i] == "\n" and (lines or i == end - 1))

        def run(i: int, then: Next) -> bool:
            self.step()
            return holds(i) and then(i)

        return run

    def reference(self, number: int) -> Matcher:
        def run(i: int, then: Next) -> bool:
            self.step()
            if number not in self.groups:
                return False
            start, end = self.groups[number]
            said = self.text[start:end]
            return self.text.startswith(said, i) and then(i + len(said))

        return run


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def single(op: object, value: object, flags: int) -> Callable[[str], bool]:
    """Return a function that tells whether a node for a single character matches a character."""
    state = parser.State()
    state.str = ""
    state.flags = flags & ~re.X
    tree = parser.SubPattern(state, [(op, value)])
    code = compiler._code(tree, state.flags)
    compiled = _sre.compile("", state.flags, code, 0, {}, ())
    return lru_cache(maxsize=None)(lambda character: compiled.match(character) is not None)
