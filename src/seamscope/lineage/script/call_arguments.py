"""Use the constant arguments of calls as the possible values of a routine's parameters.

After ``CALL load('sales')``, the dynamic SQL ``'SELECT a FROM ' || tmp`` in the procedure
``load(tmp)`` reads the table sales.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from sqlglot import exp

from seamscope.lineage.catalog import Arguments, Catalog
from seamscope.lineage.query.model import Name
from seamscope.lineage.script.constant_text import MAX_TEXTS
from seamscope.lineage.script.declarations import Parameter
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.holes import RUNTIME

MAX_CALLS = 6  # calls with different arguments; a routine with more is a generic tool
MAX_LENGTH = 5_000  # characters of an argument that is passed on
_NAMED = re.compile(r"^\s*(?P<name>@\w+\s*=|\w+\s*(?:=>|:=))\s*(?P<value>.*)$", re.S)
_LITERAL = re.compile(r"^\s*N?'(?P<text>(?:[^']|'')*)'\s*+;?\s*+$", re.S)
_NUMBER = re.compile(r"^\s*(?P<text>\d+)\s*+;?\s*+$")
_OUT = re.compile(r"(?<!\s)\s++OUT(?:PUT)?\s*+;?\s*+$", re.I)


def evaluate_arguments(
    arguments: Sequence[str], environment: Environment, dialect: str
) -> Iterator[Arguments]:
    """Yield the arguments of a call, once for each combination of their possible strings.

    ``@tbl = 'sales', @n`` -> ``(("@tbl", "sales"), (1, RUNTIME))``.
    """
    keys: list[int | str] = []
    choices: list[tuple[str, ...]] = []
    for key, value in name_arguments(arguments):
        keys.append(key)
        choices.append(_evaluate(value, environment, dialect))
    for texts in islice(product(*choices), MAX_TEXTS):
        yield tuple(zip(keys, texts, strict=True))


def name_arguments(arguments: Iterable[str]) -> Iterator[tuple[int | str, str]]:
    """Yield the key and the SQL of each argument, without a keyword OUT.

    The key is the case-folded name, or the position if the argument has no name: ``@a = 1`` ->
    ``("@a", "1")``; ``1`` -> ``(0, "1")``.
    """
    for position, item in enumerate(arguments):
        named = _NAMED.match(item)
        key = named["name"].rstrip("=:> \t\n").casefold() if named else position
        yield key, named["value"] if named else item


def list_argument_texts(call: exp.Expr, dialect: str) -> list[str]:
    """Return the SQL of each argument of a call in a syntax tree."""
    return [node.sql(dialect or None) for node in call.expressions]


def _evaluate(argument: str, environment: Environment, dialect: str) -> tuple[str, ...]:
    if found := _LITERAL.match(argument):
        texts: tuple[str, ...] = (found["text"].replace("''", "'"),)
    elif number := _NUMBER.match(argument):
        texts = (number["text"],)
    elif environment.has_texts():
        texts = environment.evaluate(_OUT.sub("", argument).rstrip("; \t\n"), dialect)
    else:
        texts = (RUNTIME,)
    return tuple(RUNTIME if RUNTIME in t or len(t) > MAX_LENGTH else t for t in texts)


def bind_parameters(
    environment: Environment, catalog: Catalog, routine: Name, parameters: Sequence[Parameter]
) -> bool:
    """Set the parameters of a routine to the strings that its calls pass.

    If a call passes an unknown string, dynamic SQL that uses the parameter is reported. Return
    False if no call is known, or if more than MAX_CALLS calls pass different strings.
    """
    calls = catalog.find_arguments(routine)
    fitting = [call for call in calls if len(call) <= len(parameters)]
    rows = sorted({tuple(_list_texts(call, parameters)) for call in fitting})
    if not parameters or not rows or len(rows) > MAX_CALLS:
        return False
    for parameter, texts in zip(parameters, zip(*rows, strict=True), strict=True):
        if any(text != RUNTIME for text in texts):
            environment.assign_text(parameter.name, texts)
    return True


def bind_values(
    environment: Environment, catalog: Catalog, routine: Name, parameters: Iterable[Parameter]
) -> None:
    """Set the parameters of a procedure to the values that its calls pass.

    After ``SELECT a INTO v FROM s; CALL note(v)``, s.a feeds the parameter msg of ``note(msg)``.
    """
    for parameter in parameters:
        for key in (parameter.position, parameter.name):
            for value in catalog.find_passed(routine, key):
                environment.assign(parameter.name, value)
                environment.passed.update(value.reads)


def _list_texts(call: Arguments, parameters: Iterable[Parameter]) -> Iterator[str]:
    given = dict(call)
    for parameter in parameters:
        text = given.get(parameter.name.casefold(), given.get(parameter.position))
        if text is None:
            default = _LITERAL.match(parameter.default)
            text = default["text"].replace("''", "'") if default else RUNTIME
        yield text
