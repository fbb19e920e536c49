"""Choose the tables that a POC touches, and add what the user declares about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from seamscope.errors import InputError, SeamscopeError
from seamscope.poc import Poc, Touch
from seamscope.profiling.catalogue import declare
from seamscope.profiling.conditions import ConditionError, parse_condition
from seamscope.profiling.rules import Rule
from seamscope.profiling.tables import Relation, Source, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A table that the POC touches.

    system, dataset: names in poc.yaml.
    rules: the user's rules about the rows of the table.
    """

    system: str
    dataset: str
    table: Table
    rules: tuple[Rule, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which options and rules refer to the table, in lower case."""
        full = f"{self.table.schema}.{self.table.name}".lstrip(".")
        names = (self.table.name, self.dataset, full)
        return tuple(dict.fromkeys(name.casefold() for name in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Declarations of the user about tables: keys, relations, the newest column, and rules.

    All fields except the rules are keyed by the table's name in lower case.
    """

    keys: dict[str, tuple[str, ...]]
    relations: dict[str, tuple[tuple[str, str, str], ...]]
    newest: dict[str, str]
    rules: tuple[Rule, ...] = ()


def choose_tables(
    source: Source, poc: Poc, system: str, declared: Declared
) -> tuple[tuple[Chosen, ...], tuple[str, ...]]:
    """Return the tables that the POC touches, and the datasets of poc.yaml that have no table.

    A name matches as in poc.yaml: with or without its schema, or as a pattern. Raises InputError if
    a table matches datasets of several systems.

    system: the system of all tables, "" to use the system of the matching dataset.
    """
    touches = [t for t in (*poc.reads, *poc.writes) if not system or _is_same(t.system, system)]
    if system and not touches:
        known = ", ".join(sorted({t.system for t in (*poc.reads, *poc.writes)}))
        what = f"poc.yaml does not list a system {system}"
        raise InputError(SeamscopeError(what, remedy=f"use one of: {known}", file=poc.file))
    found: dict[tuple[str, str], Chosen] = {}
    for table in source.tables:
        for chosen in _match(table, touches):
            found[chosen.system, chosen.dataset] = chosen
    matched = {(one.system, one.dataset.casefold()) for one in found.values()}
    missing = sorted(
        {
            f"{touch.system}: {name}"
            for touch in touches
            for name in touch.datasets
            if not any(
                system == touch.system and fnmatchcase(dataset, name.casefold())
                for system, dataset in matched
            )
        }
    )
    tables = [_add_declared(one, source, declared) for one in found.values()]
    return tuple(sorted(tables, key=lambda one: (one.system, one.dataset))), tuple(missing)


def _is_same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _match(table: Table, touches: Iterable[Touch]) -> list[Chosen]:
    """Return the table as a dataset of the only matching system, [] if no system matches."""
    full = f"{table.schema}.{table.name}".casefold().lstrip(".")
    found: dict[str, str] = {}
    for touch in touches:
        for name in touch.datasets:
            pattern = name.casefold()
            last = pattern.rsplit(".", 1)[-1]
            if any(fnmatchcase(full, p) for p in (pattern, f"*.{pattern}")) or (
                fnmatchcase(table.name.casefold(), last if not table.schema else pattern)
            ):
                is_pattern = any(mark in name for mark in "*?[")
                found.setdefault(touch.system, table.name if is_pattern else name)
    if len({system.casefold() for system in found}) > 1:
        what = f"{table.name} is a dataset of {' and '.join(sorted(found))}"
        remedy = "profile one system at a time with --system"
        raise InputError(SeamscopeError(what, remedy=remedy))
    return [
        Chosen(system=system, dataset=dataset, table=table)
        for system, dataset in list(found.items())[:1]
    ]


def parse_declared(
    keys: Sequence[str],
    relations: Sequence[str],
    newest: Sequence[str],
    rules: Sequence[Rule] = (),
) -> Declared:
    """Read the options ``orders.id,line``, ``orders.buyer=buyers.id`` and ``orders.changed``.

    Raises InputError for any other string.
    """
    known: dict[str, tuple[str, ...]] = {}
    for text in keys:
        table, columns = _split(text, "--key TABLE.COLUMN,COLUMN")
        known[table.casefold()] = tuple(column.strip() for column in columns.split(","))
    found: dict[str, list[tuple[str, str, str]]] = {}
    for text in relations:
        left, mark, right = text.partition("=")
        form = "--relation TABLE.COLUMN=TABLE.COLUMN"
        if not mark:
            raise _refuse(text, form)
        (table, column), (target, theirs) = _split(left, form), _split(right, form)
        found.setdefault(table.casefold(), []).append((column, target, theirs))
    ages = dict(_split(text, "--newest TABLE.COLUMN") for text in newest)
    return Declared(
        keys=known,
        relations={table: tuple(pairs) for table, pairs in found.items()},
        newest={table.casefold(): column for table, column in ages.items()},
        rules=tuple(rules),
    )


def _split(text: str, form: str) -> tuple[str, str]:
    table, mark, column = text.strip().rpartition(".")
    if not mark or not table or not column:
        raise _refuse(text, form)
    return table, column


def _refuse(text: str, form: str) -> InputError:
    return InputError(SeamscopeError(f"{text!r} cannot be read", remedy=f"write {form}"))


def _add_declared(chosen: Chosen, source: Source, declared: Declared) -> Chosen:
    """Add the declared key, relations and rules; raise InputError for unknown columns."""
    table = chosen.table
    key = next((declared.keys[name] for name in chosen.names if name in declared.keys), ())
    _check_columns(table, key)
    relations = [
        _build_relation(table, source, column, f"{target}.{theirs}")
        for name in chosen.names
        for column, target, theirs in declared.relations.get(name, ())
    ]
    rules = tuple(rule for rule in declared.rules if rule.dataset.casefold() in chosen.names)
    for rule in rules:
        _check_rule(rule, table)
        if rule.exists_in:
            relations.append(_build_relation(table, source, rule.names[0], rule.exists_in))
    return replace(chosen, table=declare(table, key, tuple(relations)), rules=rules)


def _check_rule(rule: Rule, table: Table) -> None:
    """Raise InputError, with file and line, for a rule that does not fit its table."""
    known = {column.name.casefold() for column in table.columns}
    listed = ", ".join(column.name for column in table.columns)
    for name in rule.names:
        if name.casefold() not in known:
            raise rule.refuse(f"{table.name} has no column {name}", f"use one of: {listed}")
    if rule.condition:
        try:
            parse_condition(rule.condition, table)
        except ConditionError as error:
            remedy = f"compare columns with columns or values; columns: {listed}"
            raise rule.refuse(f"the condition {error}", remedy) from None


def _build_relation(table: Table, source: Source, column: str, target: str) -> Relation:
    """Return a relation to ``TABLE.COLUMN``; raise InputError if there is no such column."""
    name, _, theirs = target.rpartition(".")
    _check_columns(table, (column,))
    other = _find_table(source, name)
    _check_columns(other, (theirs,))
    return Relation(
        columns=(column,), schema=other.schema, table=other.name, target_columns=(theirs,)
    )


def _find_table(source: Source, name: str) -> Table:
    folded = name.casefold()
    for table in source.tables:
        if folded in {table.name.casefold(), f"{table.schema}.{table.name}".casefold()}:
            return table
    known = ", ".join(sorted(table.name for table in source.tables)[:10])
    raise InputError(SeamscopeError(f"there is no table {name}", remedy=f"use one of: {known}"))


def _check_columns(table: Table, names: Iterable[str]) -> None:
    known = {column.name.casefold() for column in table.columns}
    for name in names:
        if name.casefold() not in known:
            listed = ", ".join(column.name for column in table.columns)
            what = f"{table.name} has no column {name}"
            raise InputError(SeamscopeError(what, remedy=f"use one of: {listed}"))
