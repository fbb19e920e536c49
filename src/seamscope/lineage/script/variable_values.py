"""The values of variables by branch: after an IF or a block, a variable may have several values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from seamscope.lineage.query.model import NO_SOURCES, Name, QueryResult
from seamscope.lineage.script.branches import BranchPath, are_exclusive
from seamscope.lineage.script.record_fields import VALUE


class _Assigned(NamedTuple):
    """A value of a variable, the branch that assigns it, and whether this always happens there."""

    branch: BranchPath
    value: QueryResult
    is_certain: bool


@dataclass(slots=True)
class VariableValues:
    """The values that variables may have: `IF @x = 1 SET @v = (…) ELSE SET @v = (…)` → both.

    by_variable: the values of each variable in the order of assignment.
    branch: the branch of the current statement; each block is a branch as well.
    shared: variables of a package, whose old values another routine may have read.
    """

    by_variable: dict[str, list[_Assigned]] = field(default_factory=dict)
    branch: BranchPath = ()
    shared: set[str] = field(default_factory=set)

    def enter(self, branch: BranchPath) -> Iterable[str]:
        """Set the branch of the next statement.

        Return the variables that may have another value there.
        """
        if branch == self.branch:
            return ()
        self.branch = branch
        return [name for name, values in self.by_variable.items() if len(values) > 1]

    def begin(self, name: str, value: QueryResult | None) -> None:
        """Record the initial value of a variable, if none has been recorded yet."""
        if name not in self.by_variable:
            first = () if value is None else (_Assigned((), value, is_certain=True),)
            self.by_variable[name] = list(first)

    def assign(self, name: str, value: QueryResult, *, is_certain: bool) -> None:
        """Record that a statement of the current branch sets a variable to a value.

        If the variable certainly gets this value, the values that this branch and branches inside
        it assigned before are dropped. The old value of a record's field is always kept, because
        the record may stand for several rows.

        is_certain: whether the variable always gets this value here.
        """
        is_certain = is_certain and "." not in name and name not in self.shared
        old, size = self.by_variable[name], len(self.branch)
        kept = [one for one in old if not is_certain or one.branch[:size] != self.branch]
        self.by_variable[name] = [*kept, _Assigned(self.branch, value, is_certain)]

    def read(self, name: str) -> QueryResult | None:
        """Return the values that a variable may have in this branch, as one value with all sources.

        Return None if no value is known.
        """
        visible: list[QueryResult] = []
        for branch, value, is_certain in reversed(self.by_variable.get(name, ())):
            if are_exclusive(branch, self.branch):
                continue
            visible.append(value)
            if is_certain and self.branch[: len(branch)] == branch:
                break
        if len(visible) < 2:
            return visible[0] if visible else None
        feed = NO_SOURCES.union(*(value.columns[0][1] for value in visible))
        merged = QueryResult(columns=[(VALUE, feed)])
        for value in reversed(visible):
            merged.absorb(value)
        return merged

    def absorb(self, before: Mapping[Name, QueryResult], after: Mapping[Name, QueryResult]) -> None:
        """Add the values that variables got from SQL that the current statement executes.

        before: the relations before the SQL was executed.
        after: the relations after the SQL was executed.
        """
        for name, values in self.by_variable.items():
            value = after.get((name,))
            if value is not None and value is not before.get((name,)):
                values.append(_Assigned(self.branch, value, is_certain=False))

    def forget(self, name: str) -> None:
        """Remove the values of a variable whose name now stands for a whole row."""
        self.by_variable.pop(name, None)
