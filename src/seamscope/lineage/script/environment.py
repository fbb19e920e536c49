"""The environment of a routine: temp tables, variables, cursors, records and trigger rows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlglot import exp

from seamscope.lineage.query.model import (
    NO_SOURCES,
    NO_TRIGGER,
    Name,
    QueryResult,
    TableWrite,
    TriggerRows,
)
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.script.branches import BranchPath, VariableTexts
from seamscope.lineage.script.constant_text import evaluate_texts
from seamscope.lineage.script.holes import RUNTIME
from seamscope.lineage.script.record_fields import (
    VALUE,
    Fields,
    read_field,
    rename_columns,
    select_value,
    set_field,
)
from seamscope.lineage.script.temp_names import (
    build_temp_name,
    has_temp_sign,
    strip_temp_schema,
)
from seamscope.lineage.script.variable_values import VariableValues
from seamscope.lineage.side_doors.carried import Bundle, Origin
from seamscope.lineage.statements.temp_tables import make_temp_table, merge_fills

SELECTS = re.compile(r"\bSELECT\b", re.I)


@dataclass(slots=True)
class Environment:
    """The names, other than tables, that the statements of a routine or script can use.

    relations: the queries that define temp tables, table variables, variables, records and cursors:
    after `SELECT a INTO #x FROM s`, `#x` is the relation with the column a, fed by s.a.
    temp_names: temp tables whose names look like those of other tables (CREATE TEMP TABLE).
    created_in: the branch in which each temp table was created.
    variables: declared variables whose names are plain words (Oracle: `v_total`), each with the
    branch in which it is known: a loop variable is known in its loop only.
    blocks: names that may qualify a variable: the name of the routine, and its labels, such as
    `<<main>>`.
    records: names of records, such as r in `FOR r IN (SELECT …)`.
    fields: the fields of records and of their types in the declared order, where they are known.
    values: the values of variables by branch; `relations` has the values in the current branch.
    texts: the SQL strings that variables may contain.
    branch: the branch of the current statement.
    cursors: the query of each cursor.
    trigger: the rows that the routine sees as a trigger.
    has_binds: whether placeholders of dynamic SQL are bound to values.
    prepared: names of prepared statements.
    is_function: whether the routine returns a value.
    returned_table: the table variable of T-SQL's `RETURNS @t TABLE (…)`.
    out_parameters: OUT parameters of the routine by position.
    returned_columns: the names of the columns in `RETURNS TABLE (a int)`.
    prefers_variables: whether a name that is both a variable and a column refers to the variable,
    as after `#variable_conflict use_variable`.
    passed: tables whose columns callers pass as arguments; the routine does not read them itself.
    received: the origin of variables whose values come from another system.
    bundles: publications, shares and streams by name in lower case.
    """

    relations: dict[Name, QueryResult] = field(default_factory=dict)
    dialect: str = ""
    temp_names: set[Name] = field(default_factory=set)
    created_in: dict[Name, BranchPath] = field(default_factory=dict)
    variables: dict[str, BranchPath] = field(default_factory=dict)
    blocks: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    fields: dict[str, Fields] = field(default_factory=dict)
    values: VariableValues = field(default_factory=VariableValues)
    texts: VariableTexts = field(default_factory=VariableTexts)
    branch: BranchPath = ()
    cursors: dict[str, QueryResult] = field(default_factory=dict)
    trigger: TriggerRows = NO_TRIGGER
    has_binds: bool = False
    prepared: set[str] = field(default_factory=set)
    is_function: bool = False
    returned_table: str = ""
    out_parameters: dict[int, str] = field(default_factory=dict)
    returned_columns: tuple[str, ...] = ()
    prefers_variables: bool = False
    passed: set[Name] = field(default_factory=set)
    received: dict[str, Origin] = field(default_factory=dict)
    bundles: dict[str, Bundle] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Return whether a called routine inherits nothing: no temp tables, no bound values."""
        return not (self.relations or self.temp_names or self.created_in or self.has_binds)

    def is_blank(self) -> bool:
        """Return whether there are no variables or cursors: a statement can use only tables."""
        return self.is_empty() and not (
            self.variables
            or self.records
            or self.texts.by_variable
            or self.cursors
            or self.trigger.tables
            or self.returned_columns
        )

    def open_nested(self) -> "Environment":
        """Return an environment with the same temp tables, for a called routine or dynamic SQL."""
        return Environment(
            dict(self.relations),
            self.dialect,
            set(self.temp_names),
            dict(self.created_in),
            has_binds=self.has_binds,
        )

    def see_variables(self, around: "Environment") -> None:
        """Add the variables of the routine that declares this local routine.

        around: the environment of the declaring routine.
        """
        self.relations |= around.relations
        self.variables |= around.variables
        self.records |= around.records
        self.fields |= around.fields
        self.blocks |= around.blocks

    def absorb(self, nested: "Environment") -> None:
        """Add the temp tables that a called routine or dynamic SQL has created or filled.

        nested: the environment of the called routine or of the dynamic SQL.
        """
        self.values.absorb(self.relations, nested.relations)
        self.relations |= nested.relations
        self.temp_names |= nested.temp_names

    def absorb_global(self, other: "Environment") -> None:
        """Add the global temp tables (`##t`) of another environment; all sessions share them."""
        for name, relation in other.relations.items():
            if name[-1].startswith("##"):
                self.relations[name] = relation

    def begin_routine(
        self, *, is_function: bool, out_parameters: dict[int, str], trigger: TriggerRows | None
    ) -> None:
        """Record the declarations in the head of a routine."""
        self.is_function = is_function
        self.out_parameters = out_parameters
        self.trigger = trigger or self.trigger

    def set_returned_columns(self, columns: Iterable[str]) -> None:
        """Record the names of returned columns, declared as `RETURNS TABLE (a int)`."""
        self.returned_columns = tuple(columns)

    def prefer_variables(self) -> None:
        """From now on, resolve a name that is both a variable and a column as the variable."""
        self.prefers_variables = True

    def set_trigger(self, trigger: TriggerRows) -> None:
        """Record that the routine is a trigger, or a function that a trigger executes."""
        self.trigger = trigger

    def set_branch(self, branch: BranchPath, guarded: BranchPath) -> None:
        """Set the branch of the next statement.

        guarded: its branch for the values of variables, see `Branches`.
        """
        self.branch = branch
        for name in self.values.enter(guarded):
            self._read_value(name)

    # --- temp tables

    def is_temp(self, name: Name) -> bool:
        """Return whether a name refers to a temp table or table variable here."""
        declared = bool(self.temp_names) and strip_temp_schema(name) in self.temp_names
        return declared or (bool(name) and has_temp_sign(name, self.dialect))

    def is_filled(self, name: Name) -> bool:
        """Return whether the rows of a temp table are known."""
        return build_temp_name(name) in self.relations

    def split_writes(
        self, tree: exp.Expr, writes: Sequence[TableWrite]
    ) -> tuple[list[TableWrite], list[TableWrite]]:
        """Return a statement's writes to temp tables, and those to other tables."""
        old = tree.this if isinstance(tree, exp.Alter) else None
        renames_temp = isinstance(old, exp.Table) and self.is_temp(get_table_name(old))
        for write in writes:
            if write.temporary or renames_temp:
                self.add_temp_name(write.table)
        temps = [write for write in writes if self.is_temp(write.table)]
        return temps, [write for write in writes if not self.is_temp(write.table)]

    def fill(self, write: TableWrite) -> None:
        """Add the rows that a statement writes to a temp table.

        A CREATE discards the earlier rows, unless the table was created outside this branch.
        """
        key = build_temp_name(write.table)
        if write.creates:
            if self._is_created_here(key):
                self.relations.pop(key, None)
            self.created_in[key] = self.branch
        self.relations[key] = merge_fills(self.relations.get(key), make_temp_table(write))

    def add_temp_name(self, name: Name) -> None:
        """Record the name of a temp table and its endings: `pg_temp.x` and `x`."""
        local = strip_temp_schema(name)
        self.temp_names |= {local[start:] for start in range(len(local))}

    def drop(self, tree: exp.Expr) -> None:
        """Remove the temp tables that a DROP statement drops.

        Tables that were created outside the current branch are kept.
        """
        for node in tree.args.get("tables") or ():
            name = get_table_name(node) if isinstance(node, exp.Table) else ()
            key = build_temp_name(name)
            if name and self.is_temp(name) and self._is_created_here(key):
                self.relations.pop(key, None)
                self.temp_names = {other for other in self.temp_names if other[-1:] != key}

    def _is_created_here(self, key: Name) -> bool:
        """Return whether a temp table was created in this branch or in a branch inside it."""
        return self.created_in.get(key, ())[: len(self.branch)] == self.branch

    def declare_table(self, name: str, columns: Iterable[str], *, returned: bool = False) -> None:
        """Declare an empty table variable.

        returned: whether the function returns this table.
        """
        folded = name.casefold()
        self.relations[(folded,)] = QueryResult(
            columns=[(column, NO_SOURCES) for column in columns]
        )
        if returned:
            self.returned_table = folded

    def add_relation(self, name: Name, relation: QueryResult) -> None:
        """Make a relation available under a name until the routine ends."""
        self.relations[name] = relation

    @contextmanager
    def lend(self, name: Name, relation: QueryResult) -> Iterator[None]:
        """Make a relation available under a name inside a `with` block."""
        self.relations[name] = relation
        try:
            yield
        finally:
            self.relations.pop(name, None)

    # --- variables, records, cursors

    def is_declared(self, key: str) -> bool:
        """Return whether a case-folded name is a variable that the current statement can use."""
        known = self.variables.get(key)
        return known is not None and self.branch[: len(known)] == known

    def is_known(self, key: str) -> bool:
        """Return whether a case-folded name is a variable or a declared type."""
        return key in self.fields or self.is_declared(key)

    def is_block(self, key: str) -> bool:
        """Return whether a case-folded name is that of the routine or of one of its labels."""
        return key in self.blocks

    def declare_variables(self, names: Iterable[str], branch: BranchPath = ()) -> None:
        """Declare variables whose names are plain words.

        branch: the branch in which they can be used.
        """
        self.variables |= {name.casefold(): branch for name in names}

    def declare_shared_variables(self, names: Iterable[str]) -> None:
        """Declare variables of a package, whose values other routines may change."""
        shared = frozenset(names)
        self.declare_variables(shared)
        self.values.shared.update(shared)

    def forget_variables(self, names: Iterable[str]) -> None:
        """Remove variables, for example the parameters of a routine that is a single statement."""
        for name in names:
            self.variables.pop(name, None)

    def name_block(self, name: str) -> None:
        """Record the name of the routine or of a label, which may qualify variables: `main.x`."""
        self.blocks.add(name.casefold())

    def assign(
        self, name: str, result: QueryResult, index: int = 0, *, is_certain: bool = False
    ) -> None:
        """Set a variable to the column of a query at `index`.

        If the query has no such column, set the variable to all columns. The old value is replaced
        in the current branch only.

        is_certain: whether the variable always gets this value here, as by SET. After the last row,
        FETCH keeps the old value.
        """
        name = name.casefold()
        self.values.begin(name, self.relations.get((name,)) or self._find_field(name))
        self.values.assign(name, select_value(result, index), is_certain=is_certain)
        self.variables.setdefault(name, ())
        self._read_value(name)

    def _read_value(self, name: str) -> None:
        """Put the value that a variable has in the current branch into `relations`."""
        value = self.values.read(name)
        if value is None or not value.reads:
            self.relations.pop((name,), None)
        else:
            self.relations[(name,)] = value
            self._assign_field(name, value)

    def _assign_field(self, name: str, value: QueryResult) -> None:
        """Set the field a of the record r after an assignment to `r.a`.

        This is needed because an INSERT may write the whole record.
        """
        owner, dot, field = name.rpartition(".")
        if not dot or owner not in self.variables:
            return
        record = self.relations.get((owner,), QueryResult())
        self.relations[(owner,)] = set_field(record, field, value, self.fields.get(owner, ()))
        self.records.add(owner)

    def _find_field(self, name: str) -> QueryResult | None:
        """Return the value of `r.a` in the record r, None if the name is not a record field."""
        owner, dot, field = name.rpartition(".")
        record = self.relations.get((owner,)) if dot and owner in self.records else None
        return None if record is None else read_field(record, field)

    def declare_fields(self, name: str, fields: Fields) -> None:
        """Declare a record, a collection, or the type of a record or collection.

        fields: the names of its fields, () if they are unknown.
        """
        self.fields[name] = fields

    def bind(self, placeholder: str, result: QueryResult) -> None:
        """Bind a placeholder of dynamic SQL to the value of a query's first column."""
        feed = [(VALUE, source) for _, source in result.columns[:1]]
        self.relations[(placeholder,)] = QueryResult(
            dict(result.reads), set(), dict(result.lookups), {}, feed
        )
        self.has_binds = True

    def assign_record(self, name: str, result: QueryResult) -> None:
        """Set a record to the rows of a query."""
        self.values.forget(name.casefold())
        columns = rename_columns(result.columns, self.fields.get(name.casefold(), ()))
        self.relations[(name.casefold(),)] = QueryResult(
            dict(result.reads), set(result.indirect), dict(result.lookups), {}, columns
        )
        self.records.add(name.casefold())
        self.variables.setdefault(name.casefold(), ())

    def open_cursor(self, name: str, result: QueryResult) -> None:
        """Set a cursor to a query; the cursor's name can also be used as a record of its rows."""
        self.cursors[name.casefold()] = result
        self.assign_record(name, result)

    def receive(self, names: Iterable[str], origin: Origin) -> None:
        """Record that the values of variables come from another system."""
        self.received |= dict.fromkeys(names, origin)

    def find_bundle(self, name: str) -> Bundle:
        """Return the publication, share or stream with a name; create it if there is none."""
        return self.bundles.setdefault(name.casefold(), Bundle())

    # --- SQL strings

    def has_texts(self) -> bool:
        """Return whether any variable has a known string."""
        return bool(self.texts.by_variable)

    def evaluate(self, expression: str, dialect: str) -> tuple[str, ...]:
        """Return the possible strings of an expression; RUNTIME stands for unknown parts."""
        return evaluate_texts(expression, dialect, self._read_texts)

    def _read_texts(self, variable: str) -> tuple[str, ...]:
        return self.texts.read(variable, self.branch)

    def find_constant(self, node: exp.Expr, dialect: str) -> str:
        """Return the string of an expression if only one is possible here, otherwise ""."""
        if dialect == "snowflake":  # SET t = …; $t
            node = node.transform(
                lambda n: exp.column(n.name) if isinstance(n, exp.Parameter) else n
            )
        texts = self.evaluate(node.sql(dialect or None), dialect)
        return texts[0] if len(texts) == 1 and RUNTIME not in texts[0] else ""

    def assign_text(self, name: str, texts: tuple[str, ...] = (RUNTIME,)) -> None:
        """Set the strings that a variable may now contain; by default, they are unknown."""
        self.texts.assign(name.casefold(), texts, self.branch)
