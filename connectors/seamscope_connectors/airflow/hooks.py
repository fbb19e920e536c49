"""Find the flows of a task's Python function from the hooks that it calls.

``MsSqlHook(mssql_conn_id="a").get_records(sql)`` reads, and ``SnowflakeHook("b").insert_rows(t,
rows)`` writes. A function with both moves data from connection a to connection b.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from seamscope.records import Endpoint, Record, SystemRef
from seamscope_connectors.airflow.ends import OBJECT_STORES, identify_system
from seamscope_connectors.airflow.moves import build_flow, build_queries
from seamscope_connectors.airflow.names import is_templated
from seamscope_connectors.airflow.tasks import Task

HOOK = "Hook"
READS = frozenset({"get_records", "get_first", "get_pandas_df", "get_df", "get_pandas_df_by_chunks",
                   "get_df_by_chunks", "stream_rows", "get_records_batched"})  # fmt: skip
# Method that writes -> names of its positional arguments.
WRITES: dict[str, tuple[str, ...]] = {
    "insert_rows": ("table",),
    "bulk_load": ("table",),
    "write_pandas": ("df", "table"),
    "load_string": ("string_data", "key", "bucket_name"),
    "load_file": ("filename", "key", "bucket_name"),
    "load_bytes": ("bytes_data", "key", "bucket_name"),
    "load_file_obj": ("file_obj", "key", "bucket_name"),
    "upload": ("bucket_name", "object_name"),
    "store_file": ("remote_full_path",),
}
SQL_NAMES = ("sql", "hql", "query", "statement")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCall:
    """One call of a hook's method: the system that the hook accesses, and the arguments."""

    system: SystemRef
    method: str
    arguments: Mapping[str, ast.expr]


def index_functions(nodes: Iterable[ast.AST]) -> dict[str, Function]:
    """Return the functions of a file by name."""
    return {node.name: node for node in nodes if isinstance(node, Function)}


def read_hooks(task: Task, functions: Mapping[str, Function]) -> Iterator[Record]:
    """Yield a flow from each read to each write of the task's Python function."""
    named = task.arguments.get("python_callable")
    name = named.id if isinstance(named, ast.Name) else task.function
    function = functions.get(name)
    if function is None:
        return
    calls = list(_list_calls(task, function))
    writes = [call for call in calls if call.method in WRITES]
    for call in calls:
        if call.method not in READS:
            continue
        found = (call.arguments[key] for key in SQL_NAMES if key in call.arguments)
        texts = [task.names.evaluate(value) for value in found]
        for written in writes:
            end = Endpoint(system=written.system, dataset=_name_dataset(task, written))
            if texts:
                yield from build_queries(task, texts[:1], call.system, end)
            else:
                yield build_flow(task, Endpoint(system=call.system), end)


def _list_calls(task: Task, function: Function) -> Iterator[HookCall]:
    """Yield the method calls of hooks: ``Hook("a").run(…)``, also through a variable."""
    hooks: dict[str, SystemRef] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                if system := _identify_hook(task, call):
                    hooks[name] = system
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call() as hook, attr=method)):
                known = _identify_hook(task, hook)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                known = hooks.get(name)
            case _:
                continue
        if known is not None:
            order = WRITES.get(method, ("sql",))
            arguments = dict(zip(order, node.args, strict=False))
            arguments |= {word.arg: word.value for word in node.keywords if word.arg}
            yield HookCall(system=known, method=method, arguments=arguments)


def _identify_hook(task: Task, call: ast.Call) -> SystemRef | None:
    """Return the system of ``MsSqlHook("orders")``, None for another call."""
    kind = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    kind = call.func.id if isinstance(call.func, ast.Name) else kind
    if not kind.endswith(HOOK) or kind == HOOK:
        return None
    arguments = {"conn_id": call.args[0]} if call.args else {}
    arguments |= {word.arg: word.value for word in call.keywords if word.arg}
    hook = replace(task, kind=kind, arguments=arguments)
    side = kind.removesuffix(HOOK)
    # An object store is identified by its connection only, because files only pass through it.
    named = identify_system(hook, "") if side in OBJECT_STORES else SystemRef()
    return named if named.clues else identify_system(hook, side)


def _name_dataset(task: Task, call: HookCall) -> str:
    """Return the table or path that a call writes, cut before the first part unknown here."""
    keys = ("table", "table_name", "bucket_name", "key", "object_name", "remote_full_path")
    texts = [task.names.evaluate(value) for key in keys if (value := call.arguments.get(key))]
    parts = "/".join(text.strip("/") for text in texts if text).split("/")
    return "/".join(takewhile(lambda part: not is_templated(part), parts))
