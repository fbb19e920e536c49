"""Infer systems from the names around a task whose code runs in a container.

The DAG ``workday_netsuite`` that mounts the secrets ``WORKDAY_USER`` and ``NETSUITE_TOKEN``
probably connects Workday and NetSuite. A word is treated as a system if it is in an id or a script
name and also begins the name of a secret, variable or connection, or if the DAG's description
contains "from Workday to NetSuite". The certainty of such records is "possible".
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from seamscope.connector.entries import skip_entry
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Record,
    SystemRef,
)
from seamscope_connectors.airflow.tasks import Dag, Task

# Arguments with the executed script, command or callable.
PROGRAMS = ("arguments", "cmds", "bash_command", "command", "python_callable", "entry_point")
SCRIPT = re.compile(r"(?<![\w./-])[\w./-]+\.(?:py|sh|js|jar|rb|pl|r)\b", re.I)
# Words that are not the name of a system.
GENERIC = frozenset({
    "airflow", "aws", "azure", "gcp", "gke", "google", "prod", "production", "dev", "test",
    "staging", "api", "etl", "elt", "sync", "load", "loader", "export", "import", "extract",
    "transform", "daily", "weekly", "hourly", "monthly", "nightly", "job", "jobs", "task", "run",
    "runner", "data", "db", "database", "secret", "secrets", "token", "user", "password", "key",
    "client", "report", "reports", "integration", "integrations", "main", "script", "scripts",
    "kubernetes", "pod", "docker", "default", "from", "and", "the",
})  # fmt: skip
SEPARATOR = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Words that may be names of systems.

    ids: words in the ids of the DAG and the task and in the names of scripts.
    secrets: first words in the names of secrets, variables and connections.
    """

    ids: tuple[str, ...]
    secrets: frozenset[str]


def infer_systems_from_names(task: Task, dags: Sequence[Dag]) -> Iterator[Record]:
    """Yield possible systems of a task that runs custom code, and report the task.

    Two systems yield a flow, or a dependency if the direction is unknown. If there are more or
    fewer systems, each yields an interface.
    """
    dag = dags[0] if len(dags) == 1 else Dag()
    names = _collect_names(task, dag)
    pair = _find_direction(dag.text, names.ids)
    words = [word for word in names.ids if word in names.secrets or word in pair]
    match words:
        case []:
            return
        case [origin, target]:
            yield _build_link(task, dag, *(pair or (origin, target)), directed=bool(pair))
        case _:
            for word in words:
                yield Interface(
                    system=_build_ref(word), name=task.where.place or word, evidence=task.where
                )
    program = _find_program(task)
    problem = f"the code of {program} is not read; names near it suggest {', '.join(words)}"
    yield skip_entry(problem, f"list the flows of {program} in the inventory", task.where)


def _build_link(task: Task, dag: Dag, origin: str, target: str, *, directed: bool) -> Record:
    start, end = Endpoint(system=_build_ref(origin)), Endpoint(system=_build_ref(target))
    technology = f"Airflow {task.kind}"
    if not directed:
        reason = (
            f"{_find_program(task)} has access to both systems; its direction is not in the DAG"
        )
        return Dependency(
            source=start, target=end, reason=reason, technology=technology, evidence=task.where
        )
    return Flow(
        source=start,
        target=end,
        mechanism=Mechanism.ETL,
        technology=technology,
        frequency=dag.schedule,
        latency="batch",
        route=task.file.path.rpartition("/")[2],
        certainty=Certainty.POSSIBLE,
        reason=f"the DAG's description mentions a flow from {origin} to {target}",
        evidence=task.where,
    )


def _build_ref(word: str) -> SystemRef:
    return SystemRef(clues=(Clue(kind=ClueKind.PRODUCT, value=word),))


def _collect_names(task: Task, dag: Dag) -> _Names:
    texts = [text for key in PROGRAMS for text in task.list_texts(key)]
    scripts = [PurePosixPath(found).stem for text in texts for found in SCRIPT.findall(text)]
    ids = dict.fromkeys(_split_words([task.get_text("task_id"), dag.id, *scripts]))
    return _Names(
        ids=tuple(ids), secrets=frozenset(_split_words(_list_secret_names(task), first=True))
    )


def _list_secret_names(task: Task) -> Iterator[str]:
    """Yield the names of secrets, environment variables and connections that a task uses."""
    yield from task.list_connections().values()
    for key in ("env_vars", "env", "environment"):
        yield from task.names.read_mapping(task.arguments.get(key)) or {}
    for item in (
        task.names.list_items(task.arguments["secrets"]) if "secrets" in task.arguments else []
    ):
        match task.names.resolve(item):
            case ast.Call(args=args, keywords=keywords):
                for node in (*args, *(keyword.value for keyword in keywords)):
                    yield task.names.evaluate(node)
            case _:
                pass


def _split_words(texts: Iterable[str], *, first: bool = False) -> Iterator[str]:
    """Yield the words in names that may be systems: ``load_workday_daily`` → "workday".

    first: only the first word of each name.
    """
    for text in texts:
        words = [word.casefold() for word in SEPARATOR.split(text) if word]
        for word in words[:1] if first else words:
            if len(word) > 2 and word.isalpha() and word not in GENERIC:
                yield word


def _find_direction(text: str, words: Sequence[str]) -> tuple[str, str] | tuple[()]:
    """Return the two words of a phrase such as "from Workday to NetSuite", () if there is none."""
    found = re.search(
        r"\bfrom\s++(?P<origin>.{1,60}?)(?<!\s)\s++(?:in)?to\s++(?P<target>.{1,60})", text, re.S
    )
    if not found:
        return ()
    origins = [word for word in words if word in _list_whole_words(found["origin"])]
    targets = [word for word in words if word in _list_whole_words(found["target"])]
    return (origins[-1], targets[0]) if origins and targets and origins[-1] != targets[0] else ()


def _list_whole_words(text: str) -> frozenset[str]:
    """Return the words of a string in lower case, without splitting ``NetSuite``."""
    return frozenset(word.casefold() for word in re.findall(r"\w+", text))


def _find_program(task: Task) -> str:
    texts = [text for key in PROGRAMS for text in task.list_texts(key)]
    found = next((script for text in texts for script in SCRIPT.findall(text)), "")
    return found or task.get_text("image") or task.where.place or task.kind
