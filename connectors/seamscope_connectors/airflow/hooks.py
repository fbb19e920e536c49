"""Find the flows of a task's Python function from the hooks that it calls.

``MsSqlHook(mssql_conn_id="a").get_records(sql)`` reads, and ``SnowflakeHook("b").insert_rows(t,
rows)`` writes; ``requests.get(url)`` and ``HttpHook("GET", "a").run(path)`` read as well. A
function that reads from connection a and writes to connection b moves data from a to b. If one task
only reads and another task only writes, the data passes between them through a file or XCom.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from seamscope.connector import extract_host
from seamscope.records import Certainty, Clue, ClueKind, Endpoint, Flow, Record, SystemRef
from seamscope_connectors.airflow.ends import OBJECT_STORES, identify_system
from seamscope_connectors.airflow.moves import build_flow, build_queries
from seamscope_connectors.airflow.names import is_templated
from seamscope_connectors.airflow.tasks import Task

HOOK = "Hook"
PASSED = "one task of the DAG only reads, and one only writes"
READS = frozenset({"get_records", "get_first", "get_pandas_df", "get_df", "get_pandas_df_by_chunks",
                   "get_df_by_chunks", "stream_rows", "get_records_batched",
                   "make_query", "read_key", "retrieve_file", "retrieve_directory"})  # fmt: skip
# Method that writes -> names of its positional arguments.
WRITES: dict[str, tuple[str, ...]] = {
    "insert_rows": ("table",),
    "insert_all": ("project_id", "dataset_id", "table_id"),
    "bulk_load": ("table",),
    "write_pandas": ("df", "table"),
    "load_string": ("string_data", "key", "bucket_name"),
    "load_file": ("filename", "key", "bucket_name"),
    "load_bytes": ("bytes_data", "key", "bucket_name"),
    "load_file_obj": ("file_obj", "key", "bucket_name"),
    "upload": ("bucket_name", "object_name"),
    "store_file": ("remote_full_path",),
    "store_directory": ("remote_full_path",),
}
# Functions of HTTP clients that read, or write.
CLIENTS = frozenset({"requests", "httpx"})
FETCHES = frozenset({"get"})
SENDS = frozenset({"post", "put", "patch"})
BODY = frozenset({"json", "text", "content", "iter_lines", "iter_content"})  # of an answer
REQUESTS = frozenset({"run", "run_with_advanced_retry"})  # methods of HttpHook that send a request
REQUEST = "post"  # of an HttpHook without `method`
SQL_NAMES = ("sql", "hql", "query", "statement")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A hook: the system that it accesses, and the method of its HTTP requests ("" for none)."""

    system: SystemRef
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCall:
    """One call of a hook's method: the system that the hook accesses, and the arguments.

    path: the path of a URL, "" for other hooks.
    is_answered: whether the program reads the body of the HTTP response:
    ``requests.post(u).json()``.
    """

    system: SystemRef
    method: str
    arguments: Mapping[str, ast.expr]
    path: str = ""
    is_answered: bool = False

    @property
    def reads(self) -> bool:
        """Whether the call reads data from the system."""
        return self.method in READS | FETCHES

    @property
    def writes(self) -> bool:
        """Whether the call writes data to the system."""
        return self.method in WRITES or self.method in SENDS


def index_functions(nodes: Iterable[ast.AST]) -> dict[str, Function]:
    """Return the functions of a file by name."""
    return {node.name: node for node in nodes if isinstance(node, Function)}


def read_hooks(task: Task, functions: Mapping[str, Function]) -> Iterator[Record]:
    """Yield a flow from each read to each write of the task's Python function."""
    reads, writes = _split_calls(_list_task_calls(task, functions))
    yield from _connect(task, reads, task, writes)


def read_passed_on(
    tasks: Sequence[Task], functions: Mapping[str, Function]
) -> Iterator[tuple[Task, Record]]:
    """Yield the flows from the only task that reads to the only task that writes.

    Each flow is returned twice, with the reading task and with the writing task. The data passes
    through a file or XCom, so the flow is only likely.
    """
    calls = [(task, call) for task in tasks for call in _list_task_calls(task, functions)]
    reads, writes = _split_calls([call for _, call in calls])
    reading, writing = _group_by_task(calls, reads), _group_by_task(calls, writes)
    if len(reading) != 1 or len(writing) != 1 or reading[0][0] is writing[0][0]:
        return
    for record in _connect(*reading[0], *writing[0]):
        likely = record
        if isinstance(record, Flow):
            likely = replace(record, certainty=Certainty.LIKELY, reason=PASSED)
        yield from ((task, likely) for task in (reading[0][0], writing[0][0]))


def _split_calls(calls: Sequence[HookCall]) -> tuple[list[HookCall], list[HookCall]]:
    """Return the calls that read and the calls that write.

    If no call reads otherwise, a POST whose response is used counts as a query, which reads.
    """
    reads = [call for call in calls if call.reads]
    writes = [call for call in calls if call.writes]
    queries = [] if reads else [call for call in writes if call.is_answered]
    return reads or queries, [call for call in writes if call not in queries]


def _group_by_task(
    calls: Iterable[tuple[Task, HookCall]], wanted: Sequence[HookCall]
) -> list[tuple[Task, list[HookCall]]]:
    """Return the tasks that make the calls `wanted`, each with these calls."""
    groups: dict[int, tuple[Task, list[HookCall]]] = {}
    for task, call in calls:
        if call in wanted:
            groups.setdefault(id(task), (task, []))[1].append(call)
    return list(groups.values())


def _list_task_calls(task: Task, functions: Mapping[str, Function]) -> list[HookCall]:
    named = task.arguments.get("python_callable")
    name = named.id if isinstance(named, ast.Name) else task.function
    function = functions.get(name)
    return [] if function is None else list(_list_calls(task, function))


def _connect(
    reader: Task, reads: Iterable[HookCall], writer: Task, writes: Sequence[HookCall]
) -> Iterator[Record]:
    """Yield a flow from each read of a task to each write of the same or another task."""
    for call in reads:
        found = (call.arguments[key] for key in SQL_NAMES if key in call.arguments)
        texts = [reader.names.evaluate(value) for value in found]
        for written in writes:
            dataset = written.path or _name_dataset(writer, written)
            end = Endpoint(system=written.system, dataset=dataset)
            if texts:
                yield from build_queries(reader, texts[:1], call.system, end)
            else:
                yield build_flow(reader, Endpoint(system=call.system, dataset=call.path), end)


def _list_answered(function: Function) -> set[int]:
    """Return `id()` of each call whose response body is read: ``post(u).json()``, ``r.json()``."""
    nodes = list(ast.walk(function))
    read = [node.value for node in nodes if isinstance(node, ast.Attribute) and node.attr in BODY]
    names = {value.id for value in read if isinstance(value, ast.Name)}
    named = (
        node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id in names for target in node.targets)
    )
    return {id(value) for value in (*read, *named)}


def _read_http(
    task: Task, client: str, method: str, call: ast.Call, answered: set[int]
) -> Iterator[HookCall]:
    """Yield the call of an HTTP client whose URL is known: ``requests.get(URL)``."""
    words = {word.arg: word.value for word in call.keywords if word.arg}
    value = call.args[0] if call.args else words.get("url")
    if client not in CLIENTS or method not in FETCHES | SENDS or value is None:
        return
    url = task.names.evaluate(value)
    host = extract_host(url)
    if host and not is_templated(host):
        path = _cut_path(url.partition("://")[2].partition("/")[2])
        clues = (Clue(kind=ClueKind.HOST, value=host),)
        system = SystemRef(clues=clues)
        used = id(call) in answered
        yield HookCall(system=system, method=method, arguments={}, path=path, is_answered=used)


def _cut_path(path: str) -> str:
    """Return the path of a URL without its query, and without parts known only at run time."""
    parts = re.split(r"[?#]", path)[0].strip("/").split("/")
    return "/".join(takewhile(lambda part: not is_templated(part), parts))


def _list_calls(task: Task, function: Function) -> Iterator[HookCall]:
    """Yield the method calls of hooks: ``Hook("a").run(…)``, also through a variable."""
    hooks: dict[str, Hook] = {}
    answered = _list_answered(function)
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                if hook := _identify_hook(task, call):
                    hooks[name] = hook
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call() as made, attr=method)):
                known = _identify_hook(task, made)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                known = hooks.get(name)
                yield from _read_http(task, name, method, node, answered)
            case _:
                continue
        if known is not None:
            yield _read_call(task, known, method, node)


def _read_call(task: Task, hook: Hook, method: str, call: ast.Call) -> HookCall:
    words = {word.arg: word.value for word in call.keywords if word.arg}
    if hook.request and method in REQUESTS:
        named = [*(call.args if method == "run" else ()), *filter(None, [words.get("endpoint")])]
        path = _cut_path(task.names.evaluate(named[0])) if named else ""
        return HookCall(system=hook.system, method=hook.request, arguments={}, path=path)
    arguments = dict(zip(WRITES.get(method, ("sql",)), call.args, strict=False)) | words
    return HookCall(system=hook.system, method=method, arguments=arguments)


def _identify_hook(task: Task, call: ast.Call) -> Hook | None:
    """Return the hook that ``MsSqlHook("orders")`` makes, None for another call."""
    kind = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    kind = call.func.id if isinstance(call.func, ast.Name) else kind
    if not kind.endswith(HOOK) or kind == HOOK:
        return None
    side = kind.removesuffix(HOOK)
    web = side in {"Http", "HttpAsync"}
    arguments = dict(zip(("method", "conn_id") if web else ("conn_id",), call.args, strict=False))
    arguments |= {word.arg: word.value for word in call.keywords if word.arg}
    hook = replace(task, kind=kind, arguments=arguments)
    # An object store is identified by its connection only, because files only pass through it.
    named = identify_system(hook, "") if side in OBJECT_STORES else SystemRef()
    system = named if named.clues else identify_system(hook, "Http" if web else side)
    return Hook(system=system, request=hook.get_text("method").lower() or REQUEST if web else "")


def _name_dataset(task: Task, call: HookCall) -> str:
    """Return the table or path that a call writes, without parts known only at run time."""
    if call.method == "insert_all":
        named = (call.arguments.get(key) for key in WRITES["insert_all"])
        parts = [task.names.evaluate(value) for value in named if value is not None]
        return ".".join(part for part in parts if part and not is_templated(part))
    keys = ("table", "table_name", "bucket_name", "key", "object_name", "remote_full_path")
    texts = [task.names.evaluate(value) for key in keys if (value := call.arguments.get(key))]
    parts = "/".join(text.strip("/") for text in texts if text).split("/")
    return "/".join(takewhile(lambda part: not is_templated(part), parts))
