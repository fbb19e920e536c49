"""One walk of a statement's scopes: what it reads and writes, and which columns feed which.

No `qualify`: names are resolved here, against known columns, while the tree is walked once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from seamscope.records import EdgeKind

Name = tuple[str, ...]  # up to server, database, schema, table, in the author's spelling
Schema = Mapping[Name, tuple[str, ...]]  # folded name -> columns
LONGEST_NAME = 120  # of an output column that only its expression names
STRENGTH = {
    EdgeKind.IDENTITY: 0,
    EdgeKind.EXPRESSION: 1,
    EdgeKind.AGGREGATE: 2,
    EdgeKind.INDIRECT: 3,
}


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A column of a dataset, and how it got where it is now."""

    table: Name
    column: str
    kind: EdgeKind


@dataclass(slots=True)
class Relation:
    """What a name in FROM stands for: columns with their sources; open if not all are known."""

    columns: dict[str, frozenset[Source]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    table: Name | None = None
    complete: bool = False

    def sources(self, column: str) -> frozenset[Source]:
        """Return what feeds a column; a table of unknown shape feeds any column."""
        found = self.columns.get(column.casefold())
        if found is not None:
            return found
        if self.table and not self.complete:
            return frozenset({Source(self.table, column, EdgeKind.IDENTITY)})
        return frozenset()


@dataclass(slots=True)
class Read:
    """The result of reading a query: its columns in order, and every table it depends on."""

    relation: Relation
    reads: dict[Name, None]
    indirect: set[Source]
    lookups: dict[Name, None]
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """One dataset a statement changes, and what feeds it."""

    table: Name
    read: Read
    edges: list[tuple[Source, str]]
    kind: str = "table"
    creates: bool = False
    columns: tuple[tuple[str, str], ...] = ()


def name_of(table: exp.Table) -> Name:
    """Return the parts of a table's name; T-SQL's `#` stays, and what `srv..t` leaves out is ""."""
    last = table.this
    ends = [last.this, last.expression] if isinstance(last, exp.Dot) else [last]
    found = [table.args.get("catalog"), table.args.get("db"), *ends]
    parts = [_spelled(part) for part in found]
    while parts and not parts[0]:
        parts.pop(0)
    return tuple(parts) or ((table.name,) if table.name else ())


def _spelled(part: exp.Expr | str | None) -> str:
    if isinstance(part, exp.Identifier | exp.Var):
        return f"#{part.name}" if part.args.get("temporary") else part.name
    return ""


def fold(name: Name) -> Name:
    """Return a name as names are compared."""
    return tuple(part.casefold() for part in name)


class Walker:
    """Reads queries against known schemas. Temp tables are given as relations."""

    def __init__(self, schema: Schema, temps: Mapping[Name, Read]) -> None:
        self.schema = schema
        self.temps = temps

    def query(self, tree: exp.Expr, ctes: Mapping[str, Read] | None = None) -> Read:
        """Return the columns and reads of a SELECT, set operation, subquery or VALUES."""
        known = dict(ctes or {})
        with_ = tree.args.get("with_") or tree.args.get("with")
        if isinstance(with_, exp.With):
            for cte in with_.expressions:
                known[cte.alias.casefold()] = self._cte(cte, known, bool(with_.recursive))
        match tree:
            case exp.SetOperation():
                return self._union(tree, known)
            case exp.Select():
                return self._select(tree, known)
            case exp.Subquery():
                return self.query(tree.this, known)
            case exp.Table():
                return self._from_source(tree, known)
            case _:
                return self._expression(tree, known)

    def _cte(self, cte: exp.CTE, known: dict[str, Read], recursive: bool) -> Read:  # noqa: FBT001
        name = cte.alias.casefold()
        inner = dict(known)
        if isinstance(cte.this, exp.SetOperation) and _mentions(cte.this, name):
            inner[name] = self.query(cte.this.this, known)
        read = self.query(cte.this, inner)
        return _renamed(read, [c.name for c in (cte.args["alias"].columns or [])])

    def _union(self, tree: exp.SetOperation, known: dict[str, Read]) -> Read:
        branches: list[exp.Expr] = []
        node: exp.Expr = tree
        while isinstance(node, exp.SetOperation):  # a loop: chains of 500 are seen
            branches.append(node.expression)
            node = node.this
        branches.append(node)
        reads = [self.query(branch, known) for branch in reversed(branches)]
        first = reads[0]
        whole = _empty()
        for read in reads:
            _absorb(whole, read)
        names = list(first.relation.columns)
        columns: dict[str, frozenset[Source]] = {}
        for index, name in enumerate(names):
            fed: frozenset[Source] = frozenset()
            for read in reads:
                own = list(read.relation.columns.values())
                fed |= own[index] if index < len(own) else frozenset()
            columns[name] = fed
        whole.relation = Relation(
            columns=columns, spelled=first.relation.spelled, complete=first.relation.complete
        )
        return whole

    def _select(self, tree: exp.Select, known: dict[str, Read]) -> Read:
        whole = _empty()
        relations: dict[str, Relation] = {}
        driver: dict[Name, None] = {}
        for index, source in enumerate(_sources(tree)):
            read = self._from_source(source, known, relations)
            if index == 0:
                driver = dict(read.reads)
            else:
                whole.lookups |= {name: None for name in read.reads if name not in driver}
            _absorb(whole, read)
            relations[_alias(source).casefold() or f"\0{index}"] = read.relation
        columns: dict[str, frozenset[Source]] = {}
        spelled: dict[str, str] = {}
        complete = True
        for index, projection in enumerate(tree.expressions):
            for name, fed, sure in self._projection(projection, relations, known, whole, index):
                twice = columns.get(name.casefold(), frozenset()) if name == "*" else frozenset()
                columns[name.casefold()] = fed | twice
                spelled[name.casefold()] = name
                complete = complete and sure
        for key in ("where", "having", "group", "order", "qualify", "joins", "distinct"):
            self._indirect(tree.args.get(key), relations, known, whole)
        whole.relation = Relation(columns=columns, spelled=spelled, complete=complete)
        return whole

    def _projection(
        self, node: exp.Expr, relations: dict[str, Relation], known: dict[str, Read], whole: Read,
        index: int,
    ) -> Iterator[tuple[str, frozenset[Source], bool]]:  # fmt: skip
        inner = node.unalias() if isinstance(node, exp.Alias) else node
        if isinstance(inner, exp.Star) or (
            isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star)
        ):
            yield from self._star(inner, relations, whole)
            return
        name = node.alias_or_name or _unnamed(inner) or f"_{index}"
        if isinstance(node, exp.PropertyEQ | exp.EQ) and isinstance(node.this, exp.Column):
            name, inner = node.this.name, node.expression  # T-SQL: SELECT name = expression
        yield name, self._fed(inner, relations, known, whole), True

    def _star(
        self, node: exp.Expr, relations: dict[str, Relation], whole: Read
    ) -> Iterator[tuple[str, frozenset[Source], bool]]:
        wanted = node.table.casefold() if isinstance(node, exp.Column) else ""
        star = node.this if isinstance(node, exp.Column) else node
        dropped = {
            e.name.casefold() for e in (star.args.get("except_") or star.args.get("except") or [])
        }
        for key, relation in relations.items():
            if wanted and key != wanted:
                continue
            for column, fed in relation.columns.items():
                if column not in dropped:
                    yield relation.spelled.get(column, column), fed, True
            if not relation.complete:
                whole.notes.append("* over a table of unknown columns")
                if relation.table:
                    yield "*", frozenset({Source(relation.table, "*", EdgeKind.IDENTITY)}), False

    def _fed(
        self,
        node: exp.Expr,
        relations: dict[str, Relation],
        known: dict[str, Read],
        whole: Read,
    ) -> frozenset[Source]:
        """Return the sources of a value; subqueries in it are read on the way."""
        kind = (
            EdgeKind.IDENTITY if isinstance(node, exp.Column | exp.Paren) else EdgeKind.EXPRESSION
        )
        fed: set[Source] = set()
        aggregated = isinstance(node, exp.AggFunc) or node.find(exp.AggFunc) is not None
        if aggregated and not isinstance(node, exp.Column):
            kind = EdgeKind.AGGREGATE
        if node.find(exp.Count) is not None and any(
            isinstance(count.this, exp.Star) for count in node.find_all(exp.Count)
        ):
            fed |= {
                Source(relation.table, "*", EdgeKind.AGGREGATE)
                for relation in relations.values()
                if relation.table
            }
        for column in _columns(node):
            for source in self._column(column, relations, whole):
                fed.add(
                    Source(
                        source.table,
                        source.column,
                        max(kind, source.kind, key=STRENGTH.__getitem__),
                    )
                )
        for query in _queries(node):
            read = self.query(query, known)
            _absorb(whole, read)
            whole.lookups |= read.reads
            for sources in list(read.relation.columns.values())[:1]:
                fed |= {
                    Source(s.table, s.column, max(kind, s.kind, key=STRENGTH.__getitem__))
                    for s in sources
                }
        return frozenset(fed)

    def _column(
        self, column: exp.Column, relations: dict[str, Relation], whole: Read
    ) -> frozenset[Source]:
        wanted = column.table.casefold()
        if wanted:
            relation = relations.get(wanted) or _by_table(relations, column)
            return relation.sources(column.name) if relation else frozenset()
        name = column.name.casefold()
        owners = [r for r in relations.values() if name in r.columns]
        if not owners:
            owners = [r for r in relations.values() if r.table and not r.complete]
        if len(owners) == 1:
            return owners[0].sources(column.name)
        if len(owners) > 1:
            whole.notes.append("a column without its table could come from several")
        return frozenset()

    def _indirect(
        self, node: object, relations: dict[str, Relation], known: dict[str, Read], whole: Read
    ) -> None:
        for part in node if isinstance(node, list) else [node]:
            if not isinstance(part, exp.Expr):
                continue
            roots: list[exp.Expr] = [part]
            if isinstance(part, exp.Join):
                roots = [e for e in (part.args.get("on"),) if isinstance(e, exp.Expr)]
            for root in roots:
                for source in self._fed(root, relations, known, whole):
                    whole.indirect.add(Source(source.table, source.column, EdgeKind.INDIRECT))

    def _expression(self, tree: exp.Expr, known: dict[str, Read]) -> Read:
        whole = _empty()
        for query in _queries(tree):
            _absorb(whole, self.query(query, known))
        whole.relation.complete = True
        return whole

    def _from_source(
        self,
        node: exp.Expr,
        known: dict[str, Read],
        relations: dict[str, Relation] | None = None,
    ) -> Read:
        match node:
            case exp.Table():
                return self._table(node, known)
            case exp.Subquery() | exp.Lateral() | exp.Values() | exp.Unnest():
                inner = node.this if isinstance(node, exp.Subquery | exp.Lateral) else node
                if isinstance(inner, exp.Subquery):
                    inner = inner.this
                if isinstance(inner, exp.Query):
                    read = self.query(inner, known)
                else:
                    read = self._expression(inner, known)
                    fed: frozenset[Source] = frozenset()
                    if relations:
                        fed = self._fed(inner, relations, known, read)
                    read.relation.columns = {}
                    read.relation.complete = not fed
                alias = node.args.get("alias")
                names = [c.name for c in alias.columns] if isinstance(alias, exp.TableAlias) else []
                return _renamed(read, names)
            case _:
                return (
                    self.query(node, known)
                    if isinstance(node, exp.Query)
                    else self._expression(node, known)
                )

    def _table(self, node: exp.Table, known: dict[str, Read]) -> Read:
        if isinstance(node.this, exp.Func | exp.Anonymous):
            return self._expression(node.this, known)
        name = name_of(node)
        if len(name) == 1 and name[0].casefold() in known:
            return known[name[0].casefold()]
        if (temp := self.temps.get(fold(name))) is not None:
            return temp
        whole = _empty()
        whole.reads[name] = None
        columns = find(self.schema, name)
        whole.relation = Relation(
            columns={
                c.casefold(): frozenset({Source(name, c, EdgeKind.IDENTITY)}) for c in columns or ()
            },
            spelled={c.casefold(): c for c in columns or ()},
            table=name,
            complete=columns is not None,
        )
        for join in node.args.get("joins") or []:
            _absorb(whole, self._from_source(join.this, known))
        return whole


def find(schema: Schema, name: Name) -> tuple[str, ...] | None:
    """Return the columns of a table by its whole name or by its unique ending.

    Where the name leaves its schema out, as `db..t` does, its last part decides.
    """
    folded = fold(name)
    if "" in folded:
        folded = folded[-1:]
    for start in range(len(folded)):
        if (found := schema.get(folded[start:])) is not None:
            return found
    return None


def _sources(tree: exp.Select) -> Iterator[exp.Expr]:
    from_ = tree.args.get("from_") or tree.args.get("from")
    if from_ is not None:
        yield from_.this
    for join in tree.args.get("joins") or []:
        yield join.this
    yield from tree.args.get("laterals") or []
    if from_ is not None:
        for join in from_.this.args.get("joins") or []:
            yield join.this


def _unnamed(node: exp.Expr) -> str:
    """Return what an output column without an alias is called: its expression, literals blank."""
    if node.find(exp.Query) is not None:
        return ""
    bare = node.transform(lambda n: exp.Placeholder() if isinstance(n, exp.Literal) else n)
    text = bare.sql()
    return text if len(text) <= LONGEST_NAME else ""


def _alias(node: exp.Expr) -> str:
    return node.alias_or_name


def _by_table(relations: dict[str, Relation], column: exp.Column) -> Relation | None:
    wanted = column.table.casefold()
    return next(
        (r for r in relations.values() if r.table and r.table[-1].casefold() == wanted), None
    )


def _columns(node: exp.Expr) -> Iterator[exp.Column]:
    """Yield the columns of an expression, but not those of subqueries in it."""
    todo = [node]
    while todo:
        item = todo.pop()
        if (isinstance(item, exp.Query) and item is not node) or isinstance(item, exp.Subquery):
            continue
        if isinstance(item, exp.Column):
            yield item
            continue
        todo.extend(child for child in item.iter_expressions())


def _queries(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the outermost queries in an expression."""
    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, exp.Query):
            yield item
            continue
        todo.extend(child for child in item.iter_expressions())


def _mentions(tree: exp.Expr, name: str) -> bool:
    return any(t.name.casefold() == name for t in tree.find_all(exp.Table))


def _empty() -> Read:
    return Read(relation=Relation(), reads={}, indirect=set(), lookups={})


def _absorb(whole: Read, read: Read) -> None:
    whole.reads |= read.reads
    whole.indirect |= read.indirect
    whole.lookups |= read.lookups
    whole.notes += read.notes


def _renamed(read: Read, names: list[str]) -> Read:
    if not names:
        return read
    values = list(read.relation.columns.values())
    columns = {n.casefold(): v for n, v in zip(names, values, strict=False)}
    relation = Relation(columns=columns, spelled={n.casefold(): n for n in names}, complete=True)
    return Read(
        relation=relation,
        reads=read.reads,
        indirect=read.indirect,
        lookups=read.lookups,
        notes=read.notes,
    )
