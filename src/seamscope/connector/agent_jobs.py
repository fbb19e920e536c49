"""Find SQL Server Agent jobs in a script: their T-SQL steps, with database and state.

``sp_add_job`` creates a job, ``sp_add_jobstep`` a step that runs T-SQL in a database, and
``sp_update_job`` may disable the job later. See SQL Server Agent stored procedures (Transact-SQL).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

VALUE = r"N?'(?:[^']|'')*+'|@?[\w.-]+(?:\s+OUTPUT\b)?"
CALL = re.compile(
    r"\bEXEC(?:UTE)?\s+(?:@\w+\s*=\s*)?(?:\[?msdb\]?\.)?(?:\[?dbo\]?\.)?"
    r"\[?sp_(?P<verb>add_jobstep|add_job|update_job)\]?"
    rf"(?P<given>(?:\s*+,?\s*+@\w+\s*+=\s*+(?:{VALUE}))+)\s*+;?",
    re.I,
)
GIVEN = re.compile(rf"@(?P<name>\w+)\s*=\s*(?P<value>{VALUE})", re.I)
TSQL = frozenset({"", "tsql"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStep:
    """A step that runs T-SQL.

    database: the database in which it runs.
    start, end: position of its statement.
    """

    text: str
    database: str
    job: str
    enabled: bool
    start: int
    end: int


def find_job_steps(text: str) -> list[JobStep]:
    """Return the T-SQL steps of the jobs in a script.

    A step without a job name belongs to the job that the script created or updated last.
    """
    calls = [(found, _read_values(found["given"])) for found in CALL.finditer(text)]
    disabled: dict[str, bool] = {}
    steps: list[tuple[re.Match[str], dict[str, str], str]] = []
    last = ""
    for found, given in calls:
        name = given.get("job_name", "") or last
        if found["verb"].casefold() == "add_jobstep":
            steps.append((found, given, name))
            continue
        last = name
        if "enabled" in given:
            disabled[name] = given["enabled"] == "0"
    return [
        JobStep(
            text=given["command"],
            database=given.get("database_name", ""),
            job=name,
            enabled=not disabled.get(name, False),
            start=found.start(),
            end=found.end(),
        )
        for found, given, name in steps
        if given.get("command") and given.get("subsystem", "").casefold() in TSQL
    ]


def blank_steps(text: str, steps: list[JobStep]) -> str:
    """Return the script with the given steps replaced by spaces, so that no line number changes."""
    for step in steps:
        blank = re.sub(r"[^\n]", " ", text[step.start : step.end])
        text = text[: step.start] + blank + text[step.end :]
    return text


def _read_values(given: str) -> dict[str, str]:
    return dict(_list_values(given))


def _list_values(given: str) -> Iterator[tuple[str, str]]:
    for found in GIVEN.finditer(given):
        value = found["value"]
        quoted = value.endswith("'")
        text = value.removeprefix("N")[1:-1].replace("''", "'") if quoted else value
        yield found["name"].casefold(), text
