"""Check whether a statement has the same lineage after its literals are replaced by `0` or `''`.

If it has, this lineage applies to all statements that differ only in literals.
"""

import re
from collections.abc import Iterable

from seamscope.collection import pause_collection
from seamscope.lineage.fast_path import PlainEffects, may_be_plain, trace_plain
from seamscope.lineage.parsing.fingerprint import LiteralBlanker, make_blanker
from seamscope.lineage.parsing.parser import PARSER_ERRORS
from seamscope.lineage.query.model import Dependencies, QueryResult, Schema, TableWrite

# A character that only occurs in names made from an expression: ``a * 2``, a column without an
# alias. Literals in such a name may differ. Literals in any other name must be the same, as in the
# column ``2`` of a PIVOT.
EXPRESSION = re.compile(r"[^\w.\"'`\[\]]")


def have_equal_effects(text: str, shape: str, dialect: str, schema: Schema) -> bool:
    """Return whether a statement has the same lineage as its shape.

    The shape is the statement with blank literals: ``a = 17`` → ``a = 0``. The lineage differs in
    ``PIVOT (SUM(x) FOR y IN ('a', 'b'))``, because its literals become columns. If the text is not
    one plain statement (see `read_statement`), return False.
    """
    if not (may_be_plain(text, dialect, shape) and may_be_plain(shape, dialect, shape)):
        return False
    with pause_collection():
        try:
            one, other = (trace_plain(each, dialect, schema) for each in (text, shape))
        except PARSER_ERRORS:
            return False
    if one is None or other is None:
        return False
    blank = make_blanker(dialect)
    return _describe(one, blank) == _describe(other, blank)


def _describe(effects: PlainEffects, blank: LiteralBlanker) -> object:
    """Return the writes and the result of a statement in a form in which literals are blank.

    The expression ``a * 2`` becomes ``a * 0``, so that statements that differ only in literals are
    equal. A column called ``2``, which a PIVOT may create, keeps its name.
    """
    _, writes, result = effects
    found = [_describe_write(write, blank) for write in writes]
    return found, _describe_result(result, blank) if result else None


def _describe_write(write: TableWrite, blank: LiteralBlanker) -> object:
    return (
        (write.table, write.kind, write.creates, write.temporary, write.column_list),
        _describe_dependencies(write.dependencies),
        _name_columns([(column, source) for source, column in write.edges], blank),
        _name_columns(write.columns, blank),
    )


def _describe_result(result: QueryResult, blank: LiteralBlanker) -> object:
    return _describe_dependencies(result), _name_columns(result.columns, blank)


def _describe_dependencies(found: Dependencies) -> object:
    tables = found.reads, found.lookups, found.unresolved, found.unresolved_edges
    return tables, found.indirect, found.notes


def _name_columns(
    columns: Iterable[tuple[str, object]], blank: LiteralBlanker
) -> list[tuple[str, object]]:
    return [
        (blank(name) or name if EXPRESSION.search(name) else name, value) for name, value in columns
    ]
