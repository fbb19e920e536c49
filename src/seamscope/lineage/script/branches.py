"""Branches of IF, CASE and loops, and the possible strings in variables after them."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field

from seamscope.lineage.split import Statement

# The branches around a statement, outermost first, as pairs (number of the IF or loop, branch): 0
# is the branch of IF, 1 is the branch of the first ELSIF, and so on. The branch of ELSE is the
# negated number of branches before it, which shows that one of the branches is always executed: 0,
# 1, -2 are the branches of IF … ELSIF … ELSE.
BranchPath = tuple[tuple[int, int], ...]
LOOPS = frozenset({"WHILE", "FOR", "FOREACH", "LOOP", "REPEAT"})
OPENING = LOOPS | {"IF", "CASE"}
ALTERNATIVES = frozenset({"ELSE", "ELSIF", "ELSEIF"})
# Last words of a statement that opens a block up to END. After any other word, the branch is only
# the next statement.
BLOCK_WORDS = (["THEN"], ["LOOP"], ["DO"], ["REPEAT"])
TRANSACTION = frozenset({"TRAN", "TRANSACTION", "WORK", "DISTRIBUTED", "DIALOG", "CONVERSATION"})


def is_loop(statement: Statement) -> bool:
    """Return whether a statement begins a loop, with or without a label (`again: LOOP`)."""
    if statement.head in LOOPS:
        return True
    return statement.head == "LABEL" and statement.text.upper().split()[-1:] in BLOCK_WORDS


def are_exclusive(one: BranchPath, other: BranchPath) -> bool:
    """Return whether two branches exclude each other, such as an IF and its ELSE."""
    first = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), None)
    return first is not None and first[0][0] == first[1][0]


@dataclass(slots=True)
class Branches:
    """Follows the statements of a routine in order and determines the branch of each.

    blocks: the branch of each open block, and whether THEN, LOOP, DO or REPEAT opened it.
    next_only: a branch that has only the next statement, as after `IF @a = 1` without BEGIN.
    choices: for each depth of blocks, the last IF or loop: the branch that contains it, its number,
    and the number of its current branch.
    count: number of IFs and loops so far.
    guarded: the branches that the values of variables depend on. In these, each block, handler and
    CASE is a branch as well, because an exception may end a block before an assignment.
    """

    blocks: list[tuple[BranchPath, bool]] = field(default_factory=lambda: [((), False)])
    next_only: BranchPath | None = None
    choices: dict[int, tuple[BranchPath, int, int]] = field(default_factory=dict)
    count: int = 0
    guarded: "GuardedBranches | None" = None

    def advance(self, statement: Statement) -> BranchPath:
        """Return the branch of a statement, and record the blocks that it opens or closes."""
        if self.guarded is not None:
            self.guarded.advance(statement)
        here = self.find_inner_branch()
        self.next_only = None
        if statement.head == "BEGIN":
            self._begin(statement, here)
        elif statement.head == "END" and len(self.blocks) > 1:
            self.blocks.pop()
        elif statement.head in OPENING or is_loop(statement):
            self.count += 1
            self._choose(statement, here, self.count, 0)
        elif statement.head in ALTERNATIVES or (statement.head == "WHEN" and self.blocks[-1][1]):
            self._choose_alternative(statement)
        return here

    def find_guarded(self) -> BranchPath:
        """Return the branch of the last statement if each block is a branch, see `guarded`."""
        return () if self.guarded is None else self.guarded.here

    def list_loop_body(self, rest: Iterable[Statement]) -> Iterator[Statement]:
        """Yield the next statements as long as they are in the loop that `advance` just opened."""
        branch = self.find_inner_branch()
        ahead = Branches(list(self.blocks), self.next_only, copy(self.choices), self.count)
        for statement in rest:
            if ahead.advance(statement)[: len(branch)] != branch:
                return
            yield statement

    def find_inner_branch(self) -> BranchPath:
        """Return the branch of the next statement."""
        return self.blocks[-1][0] if self.next_only is None else self.next_only

    def _choose_alternative(self, statement: Statement) -> None:
        in_block = self.blocks[-1][1]
        if in_block:
            self.blocks.pop()
        if (last := self.choices.get(len(self.blocks))) is not None:
            around, number, branch = last
            branch = -(branch + 1) if statement.head == "ELSE" else branch + 1
            self._choose(statement, around, number, branch, in_block=in_block)

    def _begin(self, statement: Statement, here: BranchPath) -> None:
        """Open a block. BEGIN CATCH starts a branch, because it is not always executed."""
        words = statement.text.upper().partition("BEGIN")[2].strip(" \t\r\n;")
        word = words.partition(" ")[0]
        if word in TRANSACTION:
            return
        if word == "CATCH":
            self.count += 1
            here = (*here, (self.count, 0))
        self._open(here)

    def _choose(
        self,
        statement: Statement,
        around: BranchPath,
        number: int,
        branch: int,
        *,
        in_block: bool = False,
    ) -> None:
        self.choices[len(self.blocks)] = around, number, branch
        path = (*around, (number, branch))
        if in_block or statement.text.upper().split()[-1:] in BLOCK_WORDS:
            self._open(path, by_word=True)
        else:
            self.next_only = path

    def _open(self, path: BranchPath, *, by_word: bool = False) -> None:
        self.blocks.append((path, by_word))
        self.choices.pop(len(self.blocks), None)


@dataclass(slots=True)
class GuardedBranches(Branches):
    """Branches that include the blocks inside a routine and their exception handlers.

    here: the branch of the last statement.
    """

    here: BranchPath = ()

    def advance(self, statement: Statement) -> BranchPath:
        """Return the branch of a statement, and record the blocks that it opens or closes."""
        is_handler = statement.head == "WHEN" and not self.blocks[-1][1]
        if statement.head == "EXCEPTION" or is_handler:
            self.here, self.next_only = self.find_inner_branch(), None
            self._begin_handler(is_first=not is_handler)
        else:
            self.here = Branches.advance(self, statement)
        return self.here

    def _begin_handler(self, *, is_first: bool) -> None:
        """Replace the branch of a block by the branch of the block's next handler."""
        path, by_word = self.blocks[-1]
        self.count += is_first
        last = (self.count, 0) if is_first or not path else (path[-1][0], path[-1][1] + 1)
        self.blocks[-1] = ((*path[:-1], last), by_word)

    def _begin(self, statement: Statement, here: BranchPath) -> None:
        """Open a block. Each block inside the routine's outermost block starts a branch.

        BEGIN TRY always starts a branch.
        """
        is_inner = len(self.blocks) > 1 or statement.text.upper().split()[1:] == ["TRY"]
        if is_inner and here == self.blocks[-1][0]:
            self.count += 1
            here = (*here, (self.count, 0))
        Branches._begin(self, statement, here)


def follow_branches() -> Branches:
    """Return the state with which a routine starts: no branch is open."""
    return Branches(guarded=GuardedBranches())


@dataclass(slots=True)
class VariableTexts:
    """The strings that variables may contain: `IF @x = 1 SET @s = 'a' ELSE SET @s = 'b'` → a or b.

    by_variable: each string with the branch that assigned it, in the order of assignment.
    decided: pairs of a variable and a branch in which an IF … ELSE assigns the variable on every
    path.
    """

    by_variable: dict[str, list[tuple[BranchPath, str]]] = field(default_factory=dict)
    decided: set[tuple[str, BranchPath]] = field(default_factory=set)

    def read(self, name: str, branch: BranchPath) -> tuple[str, ...]:
        """Return the strings that a variable may contain in a branch, () if there are none.

        Strings that cannot be in the variable there are left out: in an ELSE, those that its IF
        assigned, and strings that a later assignment has certainly replaced.
        """
        return _read(self.by_variable.get(name, []), branch)

    def assign(self, name: str, texts: tuple[str, ...], branch: BranchPath) -> None:
        """Set a variable, and drop its strings from this branch and from branches inside it."""
        old = self.by_variable.get(name, [])
        kept = [one for one in old if one[0][: len(branch)] != branch]
        self.by_variable[name] = kept + [(branch, text) for text in texts]
        self._decide(name, branch)

    def _decide(self, name: str, branch: BranchPath) -> None:
        """Drop the strings from before an IF … ELSE if all of its branches assign the variable."""
        while branch and branch[-1][1] < 0:
            *around, (number, last) = branch
            assigned = {path for path, _ in self.by_variable[name]}
            others = [(*around, (number, one)) for one in range(-last)]
            if not all(one in assigned or (name, one) in self.decided for one in others):
                return
            branch = tuple(around)
            self.decided.add((name, branch))
            self.by_variable[name] = [one for one in self.by_variable[name] if one[0] != branch]


def _read(texts: list[tuple[BranchPath, str]], branch: BranchPath) -> tuple[str, ...]:
    """Return the strings that a variable may contain in a branch.

    Strings from before the last assignment that is always executed are left out.

    texts: the strings of all assignments so far, in order, with the branches that assigned them.
    """
    visible: list[str] = []
    last: BranchPath | None = None
    certain: BranchPath | None = None
    for path, text in reversed(texts):
        if certain is not None and path != certain:
            break
        if not are_exclusive(path, branch):
            # one assignment may contain equal strings, because strings of variables are paired by
            # position
            if path == last or text not in visible:
                visible.append(text)
            last = path
            certain = path if branch[: len(path)] == path else None
    return tuple(reversed(visible))
