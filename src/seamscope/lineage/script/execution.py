"""State and services that the handlers of statements share while one query is executed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.dialects import guess_dialect, parse_statement
from seamscope.lineage.parsing.preprocess import fill_templates, strip_client_commands
from seamscope.lineage.query.model import (
    STAR_OVER_UNKNOWN,
    Dependencies,
    Name,
    QueryResult,
    TableWrite,
)
from seamscope.lineage.query.walker import Walker
from seamscope.lineage.remote import (
    get_notes,
    mark_remote_tables,
    move_to_remote,
    note_variables,
    resolve_dynamic_names,
    rewrite_unparsed,
)
from seamscope.lineage.remote.partial_create import parse_partial_create
from seamscope.lineage.script.branches import Branches
from seamscope.lineage.script.constant_text import RUNTIME, unsaid
from seamscope.lineage.script.environment import Environment, drop_borrowed, own_edges
from seamscope.lineage.script.flows import Flows, Out
from seamscope.lineage.script.function_results import with_results
from seamscope.lineage.script.result import REMEDY, Outcome, alike
from seamscope.lineage.script.substitution import filled_in
from seamscope.lineage.split import Statement, split
from seamscope.lineage.statements.handlers import trace_statement
from seamscope.lineage.statements.table_writes import drop_target_read
from seamscope.lineage.statements.temp_tables import merge_reads
from seamscope.records import Evidence, Query, Skipped


class Execution:
    """Reads the statements of one query.

    remote, database: the linked server it is sent to, if any, and where there; faults: statements
    that must not be tried, by index (-1: none may), and why; alive: told before each statement.
    """

    def __init__(
        self,
        query: Query,
        context: Catalog,
        *,
        remote: str = "",
        database: str = "",
        faults: Mapping[int, str] | None = None,
        alive: Callable[[int], None] = lambda piece: None,
    ) -> None:
        self.query = query
        self.own = self.context = context
        self.remote, self.database = remote, database
        self.faults = faults or {}
        self.alive = alive
        self.dialect = query.dialect or guess_dialect(query.text)
        self.pieces = self._cut()
        self.flows = Flows(query, context)
        self.frame = self.outer = Environment(dialect=self.dialect)
        self.counts: Counter[str] = Counter()
        self.outcomes: list[Outcome] = []
        self.calls: list[tuple[str, Name]] = []
        self.passes: list[tuple[str, Name]] = []
        self.returned: dict[str, QueryResult] = {}
        self.outputs: dict[str, QueryResult] = {}
        self.depth = 0
        self._trees: dict[int, exp.Expr] = {}
        self.wants = False
        self.settled: set[int] = set()
        self._routine = ""
        self._varies = "${" in query.text
        self.branches = Branches()

    def _cut(self) -> list[Statement]:
        if -1 in self.faults:
            return [Statement(text="", line=1, head="", fault=self.faults[-1])]
        pieces: list[Statement] = []
        text = fill_templates(strip_client_commands(self.query.text, self.dialect), self.dialect)
        for piece in split(text, self.dialect):
            pieces.append(piece)
            self.alive(-1)
        for index, reason in self.faults.items():
            if index < len(pieces):
                pieces[index] = replace(pieces[index], text="", fault=reason)
        return pieces

    def see(self, base: Catalog) -> None:
        """Know what all queries define, besides what this one does."""
        self.context = self.own.over(base)
        self.flows.context = self.context

    def begin(self) -> None:
        """Stand before the first statement, with no name known but those of what runs this."""
        self.frame = self.outer = (
            self.frame.inner() if self.depth else Environment(dialect=self.dialect)
        )
        self._routine = ""
        self.branches = Branches()

    def emit(
        self,
        tree: exp.Expr,
        piece: Statement,
        technology: str = "",
        *,
        changes: bool = False,
        doubt: str = "",
    ) -> Iterator[Out]:
        """Yield the records of a parsed statement, and keep what it returns or fills.

        changes: what it is put as adds rows, but it changes some; doubt: what is not known of it.
        """
        made, read = self.walk(tree)
        for item in made if changes else ():
            drop_target_read(item, Walker(self.context.columns, {}, self.dialect))
        temps, kept = self.frame.apart(tree, made)
        self.note(piece, read or merge_reads(temps), tuple(kept))
        trails = [*(item.dependencies for item in made), *([read] if read else [])]
        hides = bool(technology) and self.flows.far(made)
        yield from self._doubts(piece, trails, doubt, hides=hides)
        for item in kept:
            yield from self.flows.written(item, self.where(piece), technology)
        if read is not None:
            self.returns(piece.routine, read)
        elif lent := [item for item in temps if not (item.creates or self.frame.knows(item.table))]:
            read = merge_reads(lent)
        for item in temps:
            self.frame.fill(item)
        if read is not None:
            yield from self.flows.read(read, self.where(piece))
        if isinstance(tree, exp.Drop):
            self.frame.drop(tree)

    def _doubts(
        self, piece: Statement, trails: Iterable[Dependencies], doubt: str, *, hides: bool
    ) -> Iterator[Out]:
        notes = {note for trail in trails for note in trail.notes} | ({doubt} if doubt else set())
        if hides:  # a file or a foreign table tells no columns, and need not
            notes -= {STAR_OVER_UNKNOWN}
        if notes:
            reason = f"it is understood in part: {'; '.join(sorted(notes))}"
            yield self.fault(piece, reason, "partly")
        else:
            self.counts["parsed"] += 1

    def take_in(self, inner: "Execution", piece: Statement) -> None:
        """Take what a text that runs inside came to as this statement's own, but for its counts."""
        self.outcomes += [replace(outcome, routine=piece.routine) for outcome in inner.outcomes]
        self.calls += [(piece.routine, name) for _, name in inner.calls]
        self.frame.take_in(inner.frame)

    def returns(self, routine: str, read: QueryResult) -> None:
        """Keep a result set of a routine."""
        self.returned[routine] = alike(self.returned.get(routine), read)

    def walk(self, tree: exp.Expr) -> tuple[list[TableWrite], QueryResult | None]:
        """Return what a tree writes and reads, variables and temp tables resolved away."""
        tree = filled_in(tree, self.frame)
        columns, temps = self.context.columns, self.frame.temps
        walker = Walker(columns, temps, self.dialect, self.query.database)
        made, read = trace_statement(tree, walker)
        drop_borrowed(
            [*(item.dependencies for item in made), *([read] if read else [])], self.frame
        )
        said = get_notes(tree)
        for item in made:
            item.edges = own_edges(item, self.frame)
            item.dependencies.notes |= said
        if read is not None:
            read.notes |= said
        return made, read

    def tree(self, text: str) -> exp.Expr | None:
        """Return a statement's tree with what is elsewhere marked, None if not understood."""
        found = parse_statement(text, self.dialect, sure=bool(self.query.dialect))
        return self.marked(found) if found is not None else None

    def marked(self, tree: exp.Expr) -> exp.Expr:
        """Return a tree with what is elsewhere marked, and routines as what they return."""
        tree = resolve_dynamic_names(tree, self.frame.text, self.dialect)
        if self._varies:
            tree = note_variables(tree)
        tree, asks = with_results(
            mark_remote_tables(tree, self.context, self.dialect), self.context, self.frame
        )
        self.wants |= asks
        if self.depth and RUNTIME in self.query.text:
            unsaid(tree)
        return move_to_remote(tree, self.remote, self.database) if self.remote else tree

    def shapes(
        self, piece: Statement, index: int, *, keep: bool = False
    ) -> tuple[list[exp.Expr], str]:
        """Return a statement's trees and what it is called; walking marks them, so few are kept."""
        if shape := rewrite_unparsed(piece.text, self.dialect):
            return [self.marked(tree) for tree in shape.trees], shape.technology
        tree = self._trees.pop(index, None)
        if tree is None:
            tree = parse_statement(piece.text, self.dialect, sure=bool(self.query.dialect))
            if piece.head == "CREATE" and (tree is None or isinstance(tree, exp.Command)):
                tree = parse_partial_create(piece.text) or tree
        if tree is None:
            return [], ""
        if keep:
            self._trees[index] = tree
            tree = tree.copy()
        return [self.marked(tree)], ""

    def forget(self) -> None:
        """Let go of the trees."""
        self._trees.clear()

    def parsed(self) -> None:
        """Count a statement that moves no data."""
        self.counts["parsed"] += 1

    def seen(self, piece: Statement, read: QueryResult) -> Iterator[Out]:
        """Yield what a statement that writes nothing reads."""
        self.note(piece, read)
        yield from self.flows.read(read, self.where(piece))

    def note(
        self, piece: Statement, read: QueryResult | None, made: tuple[TableWrite, ...] = ()
    ) -> None:
        """Keep what a statement came to."""
        line = self.where(piece).line
        self.outcomes.append(Outcome(line=line, made=made, read=read, routine=piece.routine))

    def where(self, piece: Statement) -> Evidence:
        """Return the place of a statement in its file."""
        first = self.query.evidence.line or 1
        place = piece.routine or self.query.evidence.place
        return replace(self.query.evidence, line=first + piece.line - 1, place=place)

    def fault(self, piece: Statement, reason: str, degree: str = "not") -> Skipped:
        """Count and return a statement that is not understood, or only in part."""
        self.counts[degree] += 1
        where = self.where(piece)
        self.outcomes.append(Outcome(line=where.line, fault=reason, routine=piece.routine))
        head = piece.head if piece.head.isalpha() else ""
        return Skipped(
            reason=f"{head or 'SQL'} statement: {reason}",
            remedy=REMEDY,
            evidence=where,
            kind="statement",
        )

    def records(self) -> list[Out]:
        """Return the flows, datasets and diagnostics of every statement, in order."""
        raise NotImplementedError
