"""Find the tasks of a DAG file in its syntax tree: operators, sensors and decorated functions."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seamscope.connector import File
from seamscope.connector.failures import REPORTED, retry
from seamscope.records import Evidence
from seamscope_connectors.airflow.names import Names, collect_names, is_templated

TRANSFER = re.compile(
    r"(?P<source>[A-Z]\w{0,100}?)To(?P<target>[A-Z]\w{0,100}?)(?:Operator|Transfer)?"
)
KINDS = re.compile(r"\w+(?:Operator|Sensor|SensorAsync)|GenericTransfer")
# Decorators that only decide whether the task below them runs.
CONDITIONS = frozenset({"@task.run_if", "@task.skip_if"})
DEFAULTS = "default_args"
# Arguments by which a failure is reported.
ALERTS = ("email_on_failure", "on_failure_callback", "sla_miss_callback")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task with its arguments by keyword.

    kind: the class of an operator or sensor, or the decorator of a function, e.g. `@task.branch`.
    names: variables of the file.
    function: name of the decorated function, "" for an operator.
    shared: the `default_args` of the DAG.
    """

    file: File
    kind: str
    line: int
    arguments: dict[str, ast.expr]
    names: Names
    function: str = ""
    shared: Mapping[str, ast.expr] = field(default_factory=dict)

    def list_texts(self, *keys: str) -> list[str]:
        """Return the strings in one argument of the task.

        keys: names of the argument; the first one that the task has is used.
        """
        found = next((self.arguments[key] for key in keys if key in self.arguments), None)
        return [self.names.evaluate(item) for item in self.names.list_items(found)] if found else []

    def get_text(self, *keys: str) -> str:
        """Return the string in one argument of the task, "" if the argument has no or several
        strings.

        keys: names of the argument; the first one that the task has is used.
        """
        found = self.list_texts(*keys)
        return found[0] if len(found) == 1 else ""

    def list_connections(self) -> dict[str, str]:
        """Return the connection ids by keyword: ``{"redshift_conn_id": "dwh"}``."""
        keys = [key for key in self.arguments if key.endswith("conn_id")]
        return {key: text for key in keys if (text := self.get_text(key))}

    def list_failure_rules(self) -> tuple[str, ...]:
        """Return what happens if the task fails: retries, and notifications by e-mail or
        callback.
        """
        given = {**self.shared, **self.arguments}
        times = given.get("retries")
        count = self.names.evaluate(times) if times is not None else ""
        found = {retry(count)} if count.isdigit() and int(count) else set[str]()
        if any(key in given and _is_set(given[key]) for key in ALERTS):
            found.add(REPORTED)
        return tuple(sorted(found))

    @property
    def where(self) -> Evidence:
        """The position of the task, with its id if the id is constant."""
        name = self.get_text("task_id") or self.function
        return self.file.at(self.line, "" if is_templated(name) else name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dag:
    """One DAG: its id, its description and its schedule, "" if unknown."""

    id: str = ""
    text: str = ""
    schedule: str = ""


def list_dags(nodes: Sequence[ast.AST]) -> list[Dag]:
    """Return the DAGs that ``DAG(…)`` and ``@dag(…)`` in these nodes define."""
    names = collect_names(nodes)
    marks = {
        id(mark): node.name
        for node in nodes
        if isinstance(node, Function)
        for mark in node.decorator_list
    }
    found: list[Dag] = []
    for node in nodes:
        if isinstance(node, ast.Call) and _split_dotted(node.func, {})[-1:] in (["DAG"], ["dag"]):
            arguments = _get_arguments(node)
            named = arguments.get("dag_id", node.args[0] if node.args else None)
            texts = [_evaluate(names, arguments.get(key)) for key in ("description", "doc_md")]
            schedule = arguments.get("schedule", arguments.get("schedule_interval"))
            found.append(
                Dag(
                    id=_evaluate(names, named) or marks.get(id(node), ""),
                    text="\n".join(text for text in texts if text),
                    schedule=_evaluate(names, schedule),
                )
            )
    return found


def _evaluate(names: Names, node: ast.expr | None) -> str:
    """Return the text of an expression, "" if it is known only at run time."""
    if node is None or _is_none(node):
        return ""
    text = names.evaluate(node)
    return "" if is_templated(text) else text


def list_tasks(file: File, nodes: Sequence[ast.AST]) -> list[Task]:
    """Return the tasks of a file in the order of their lines."""
    names = collect_names(nodes)
    aliases = {
        alias.asname: alias.name
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    found = [*_list_operator_calls(nodes, aliases), *_list_task_functions(nodes, aliases)]
    shared = _find_defaults(nodes)
    return [
        Task(
            file=file, kind=kind, line=node.lineno, names=names, function=function, shared=shared,
            arguments={key: value for key, value in arguments.items() if not _is_none(value)},
        )
        for node, kind, arguments, function in sorted(
            found, key=lambda one: (one[0].lineno, one[0].col_offset)
        )
    ]  # fmt: skip


def _find_defaults(nodes: Sequence[ast.AST]) -> dict[str, ast.expr]:
    """Return the `default_args` of a file: ``DAG(default_args={…})`` or a variable of this name.

    If several DAGs in a file have different defaults, none of them is used.
    """
    named = [
        node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == DEFAULTS for one in node.targets)
    ]
    passed = [one.value for node in nodes if isinstance(node, ast.Call)
              for one in node.keywords if one.arg == DEFAULTS]  # fmt: skip
    found = [node for node in (*named, *passed) if isinstance(node, ast.Dict)]
    if len(found) != 1:
        return {}
    pairs = zip(found[0].keys, found[0].values, strict=True)
    return {str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)}


def _is_set(node: ast.expr) -> bool:
    return not (isinstance(node, ast.Constant) and not node.value)


Found = tuple[ast.expr, str, dict[str, ast.expr], str]


def _list_operator_calls(nodes: Iterable[ast.AST], aliases: dict[str, str]) -> Iterator[Found]:
    """Yield the operator calls; ``X.partial(…).expand(…)`` is one call with all arguments."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    expanded = {
        id(call.func.value): call
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "expand"
    }
    for call in calls:
        parts = _split_dotted(call.func, aliases)
        kind = parts[-2] if parts[-1:] == ["partial"] and parts[1:] else "".join(parts[-1:])
        if KINDS.fullmatch(kind) or TRANSFER.fullmatch(kind):
            outer = expanded.get(id(call))
            yield call, kind, _get_arguments(call) | (_get_arguments(outer) if outer else {}), ""


def _list_task_functions(nodes: Iterable[ast.AST], aliases: dict[str, str]) -> Iterator[Found]:
    """Yield the functions with a task decorator; of several such decorators, the outermost is
    used.
    """
    for node in nodes:
        if not isinstance(node, Function):
            continue
        for mark in node.decorator_list:
            kind = _get_decorator(mark, aliases)
            if kind and kind not in CONDITIONS:
                arguments = _get_arguments(mark) if isinstance(mark, ast.Call) else {}
                if kind == "@task.sql":
                    arguments["sql"] = _get_returned(node)
                if kind == "@asset" and "uri" in arguments:
                    arguments["outlets"] = arguments["uri"]
                yield mark, kind, arguments, node.name
                break


def _get_decorator(mark: ast.expr, aliases: dict[str, str]) -> str:
    """Return the kind of a decorator: ``@decorators.task.branch(…)`` → "@task.branch", else ""."""
    parts = _split_dotted(mark.func if isinstance(mark, ast.Call) else mark, aliases)
    start = next((at for at, part in enumerate(parts) if part in {"task", "asset"}), None)
    return "" if start is None else f"@{'.'.join(parts[start:])}"


def _get_returned(function: Function) -> ast.expr:
    """Return a list expression of the expressions that a function returns."""
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    return ast.List(elts=[node.value for node in returns if node.value])


def _split_dotted(node: ast.expr, aliases: dict[str, str]) -> list[str]:
    """Return the parts of ``a.b.c``, with an import alias ``a`` replaced by its module."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.extend(reversed(aliases.get(node.id, node.id).split(".")))
    return parts[::-1]


def _get_arguments(call: ast.Call) -> dict[str, ast.expr]:
    return {item.arg: item.value for item in call.keywords if item.arg}


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
