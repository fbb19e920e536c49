"""Find what the Python function of a task moves, by the hooks that it calls.

``MsSqlHook(mssql_conn_id="a").get_records(sql)`` reads, and ``SnowflakeHook("b").insert_rows(t,
rows)`` writes. A function that does both moves data from one connection to the other.
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
# Methods that write, with the names of their first arguments.
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
    """A call of a method of a hook: the system behind the hook, and the call's arguments."""

    system: SystemRef
    method: str
    arguments: Mapping[str, ast.expr]


def index_functions(nodes: Iterable[ast.AST]) -> dict[str, Function]:
    """Return the functions of a file by name."""
    return {node.name: node for node in nodes if isinstance(node, Function)}


def read_hooks(task: Task, functions: Mapping[str, Function]) -> Iterator[Record]:
    """Yield what the function of a task reads with one hook and writes with another."""
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
    """Yield the calls of methods of hooks, which may have been assigned to a variable before."""
    hooks: dict[str, SystemRef] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                if system := _identify_hook(task, call):
                    hooks[name] = system
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call() as made, attr=method)):
                known = _identify_hook(task, made)
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
    """Return the system of ``MsSqlHook("orders")``, None if the call makes no hook."""
    kind = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    kind = call.func.id if isinstance(call.func, ast.Name) else kind
    if not kind.endswith(HOOK) or kind == HOOK:
        return None
    arguments = {"conn_id": call.args[0]} if call.args else {}
    arguments |= {word.arg: word.value for word in call.keywords if word.arg}
    made = replace(task, kind=kind, arguments=arguments)
    side = kind.removesuffix(HOOK)
    # The class of an object store's hook names no system: the files are only in transit there.
    named = identify_system(made, "") if side in OBJECT_STORES else SystemRef()
    return named if named.clues else identify_system(made, side)


def _name_dataset(task: Task, call: HookCall) -> str:
    """Return the table or path that a call writes, up to a part known only at run time."""
    keys = ("table", "table_name", "bucket_name", "key", "object_name", "remote_full_path")
    texts = [task.names.evaluate(value) for key in keys if (value := call.arguments.get(key))]
    parts = "/".join(text.strip("/") for text in texts if text).split("/")
    return "/".join(takewhile(lambda part: not is_templated(part), parts))
