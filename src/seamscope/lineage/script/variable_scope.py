"""Find the variables that a statement can use, by the rules of its dialect."""

from collections.abc import Callable

from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.record_fields import read_field

NO_VALUE = QueryResult()
# Dialects in which a variable hides a column of the same name; elsewhere the column hides it.
HIDING_DIALECTS = frozenset({"mysql", "singlestore", "doris", "starrocks"})
# Dialects in which a variable has a prefix, `:v`. In a query with tables, a plain word is a column.
SIGNED_DIALECTS = frozenset({"snowflake"})


class VariableScope:
    """Finds variables of an environment for the walker; implements `query.model.Variables`."""

    __slots__ = ("environment", "find_package_value", "needs_sign", "package")

    def __init__(
        self,
        environment: Environment,
        package: Name,
        find_package_value: Callable[[Name, str], QueryResult | None],
    ) -> None:
        self.environment = environment
        self.package = package
        self.find_package_value = find_package_value
        self.needs_sign = environment.dialect in SIGNED_DIALECTS and not environment.is_function

    def hides(self, key: str) -> bool:
        """Return whether a variable hides a column of the same name, as in MySQL."""
        environment = self.environment
        hiding = environment.prefers_variables or environment.dialect in HIDING_DIALECTS
        return hiding and environment.is_declared(key)

    def find(self, key: str, owner: str = "") -> QueryResult | None:
        """Return the value of ``v``, ``r.a`` or ``pkg.v``, None if no such variable is declared."""
        environment = self.environment
        if not owner:
            return self._find_value(key)
        dotted = f"{owner}.{key}"
        if environment.is_declared(dotted):
            return self._find_value(dotted)
        if environment.is_declared(owner) or owner in environment.records:
            return read_field(environment.relations.get((owner,), NO_VALUE), key)
        if environment.is_block(owner):
            return self._find_value(key)
        return self.find_package_value(tuple(owner.split(".")), key)

    def _find_value(self, name: str) -> QueryResult | None:
        if not self.environment.is_declared(name):
            return None
        value = self.environment.relations.get((name,))
        if value is None and self.package:
            value = self.find_package_value(self.package, name)
        return value or NO_VALUE
