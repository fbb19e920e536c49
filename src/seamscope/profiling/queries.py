"""Write the aggregate queries of a profile. Their results are counts, and one maximum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamscope.profiling.conditions import (
    compare_to_bounds,
    compare_to_values,
    parse_condition,
    write_condition,
)
from seamscope.profiling.dialects import (
    is_opaque,
    is_text,
    name_table,
    quote,
    sample_table,
    select_shapes,
)
from seamscope.profiling.rules import Rule
from seamscope.profiling.tables import Relation, Table, TableColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the queries about one table.

    share: share of the rows to examine, 1 for all.
    """

    table: Table
    dialect: str
    share: float = 1.0

    @property
    def name(self) -> str:
        """The quoted name of the table."""
        return name_table(self.table.schema, self.table.name, self.dialect)

    def count_rows(self) -> str:
        """Return the query for the number of rows (`n`); it always reads the whole table."""
        return f"SELECT COUNT(*) AS n FROM {self.name}"

    def count_values(self, columns: Sequence[TableColumn]) -> str:
        """Return the query for the number of rows (`n`), empty (`e0`…) and distinct values (`d0`…).

        In a sample, distinct values are not counted, because their number is not proportional to
        the rows.
        """
        parts = ["COUNT(*) AS n"]
        for number, column in enumerate(columns):
            parts.append(f"SUM(CASE WHEN {self._is_empty(column)} THEN 1 ELSE 0 END) AS e{number}")
            if self.share >= 1 and not is_opaque(column.type):
                filled = f"CASE WHEN {self._is_empty(column)} THEN NULL ELSE {self._quote(column)}"
                parts.append(f"COUNT(DISTINCT {filled} END) AS d{number}")
        return f"SELECT {', '.join(parts)} FROM {self._write_source()}"

    def count_repeated_keys(self, key: Iterable[str]) -> str:
        """Return the query that counts repeated keys (`k`) and the rows that have them (`r`).

        Duplicates cannot be estimated from a sample of rows, so all rows are examined.
        """
        columns = [self._find(name) for name in key]
        filled = " AND ".join(f"NOT ({self._is_empty(column)})" for column in columns)
        return self._count_groups(columns, f" WHERE {filled}")

    def count_copies(self) -> str:
        """Return the query that counts repeated whole rows (`k`) and all their copies (`r`)."""
        return self._count_groups(self.table.columns, "")

    def _count_groups(self, columns: Iterable[TableColumn], where: str) -> str:
        names = ", ".join(self._quote(column) for column in columns)
        return (
            "SELECT COUNT(*) AS k, SUM(g.n) AS r FROM (SELECT COUNT(*) AS n "
            f"FROM {self.name}{where} GROUP BY {names} HAVING COUNT(*) > 1) g"
        )

    def count_orphans(self, relation: Relation) -> str:
        """Return the query that counts rows (`n`) and rows whose reference has no target (`o`).

        The query uses a join, because several databases allow no subquery in an aggregate or CASE.
        """
        target = name_table(relation.schema, relation.table, self.dialect)
        columns = [self._find(ours) for ours in relation.columns]
        theirs = [quote(name, self.dialect) for name in relation.target_columns]
        known = ", ".join(f"{name} AS k{at}" for at, name in enumerate(theirs))
        same = " AND ".join(f"t.k{at} = s.{self._quote(c)}" for at, c in enumerate(columns))
        filled = " AND ".join(f"NOT ({self._is_empty(column, 's')})" for column in columns)
        picked = ", ".join(self._quote(column) for column in columns)
        return (
            f"SELECT COUNT(*) AS n, SUM(CASE WHEN {filled} AND t.k0 IS NULL THEN 1 ELSE 0 END) "
            f"AS o FROM (SELECT {picked} FROM {self._write_source()}) s "
            f"LEFT JOIN (SELECT DISTINCT {known} FROM {target}) t ON {same}"
        )

    def count_shapes(self, column: TableColumn) -> str:
        """Return the query that counts filled values (`n`) and values of the usual shape (`t`)."""
        source = self._write_source(f"NOT ({self._is_empty(column)})")
        shapes = select_shapes(self._quote(column), source, self.dialect)
        return (
            "SELECT SUM(g.n) AS n, MAX(g.n) AS t FROM (SELECT COUNT(*) AS n "
            f"FROM ({shapes}) x GROUP BY x.s) g"
        )

    def count_failures(self, rules: Sequence[Rule]) -> str:
        """Return the query that counts rows (`n`) and the rows that fail each rule (`f0`…).

        An empty value does not fail rules about values. As in a CHECK constraint, a row fails a
        condition only if the condition is false. Raises ConditionError for a rule that cannot be
        checked.
        """
        tests = (f"SUM({self._write_test(rule)}) AS f{at}" for at, rule in enumerate(rules))
        return f"SELECT COUNT(*) AS n, {', '.join(tests)} FROM {self._write_source()}"

    def _write_test(self, rule: Rule) -> str:
        """Return an expression that is 1 for a row that fails a rule, else 0."""
        if rule.condition:
            condition = parse_condition(rule.condition, self.table)
            written = write_condition(condition, self.table, self.dialect)
            return f"CASE WHEN NOT ({written}) THEN 1 ELSE 0 END"
        column = self._find(rule.names[0])
        if rule.one_of:
            wanted = compare_to_values(column.name, rule.one_of, column.type)
        else:
            wanted = compare_to_bounds(column.name, rule.at_least, rule.at_most)
        written = write_condition(wanted, self.table, self.dialect)
        return f"CASE WHEN {self._is_empty(column)} THEN 0 WHEN {written} THEN 0 ELSE 1 END"

    def count_other_shapes(self, column: str, shape: str) -> str:
        """Return the query that counts filled values (`n`) and those without the shape (`f0`)."""
        found = self._find(column)
        source = self._write_source(f"NOT ({self._is_empty(found)})")
        shapes = select_shapes(self._quote(found), source, self.dialect)
        text = shape.replace("'", "''")
        return (
            f"SELECT COUNT(*) AS n, SUM(CASE WHEN x.s = '{text}' THEN 0 ELSE 1 END) AS f0 "
            f"FROM ({shapes}) x"
        )

    def find_newest(self, column: str) -> str:
        """Return the query for the newest value of a column (`v`)."""
        return f"SELECT MAX({self._quote(self._find(column))}) AS v FROM {self.name}"

    def _find(self, name: str) -> TableColumn:
        return next(c for c in self.table.columns if c.name.casefold() == name.casefold())

    def _quote(self, column: TableColumn) -> str:
        return quote(column.name, self.dialect)

    def _is_empty(self, column: TableColumn, alias: str = "") -> str:
        name = f"{alias}.{self._quote(column)}" if alias else self._quote(column)
        if is_text(column.type, self.dialect):
            blank = f"LTRIM(RTRIM({name}))"
            # In Oracle, an empty string is NULL.
            is_blank = f"{blank} IS NULL" if self.dialect == "oracle" else f"{blank} = ''"
            return f"{name} IS NULL OR {is_blank}"
        return f"{name} IS NULL"

    def _write_source(self, condition: str = "") -> str:
        """Return the SQL after FROM: the table, with the sample and the condition if needed."""
        source, sampled = self.name, ""
        if self.share < 1:
            source, sampled = sample_table(self.name, self.dialect, self.share)
        conditions = " AND ".join(part for part in (sampled, condition) if part)
        return f"{source} WHERE {conditions}" if conditions else source
