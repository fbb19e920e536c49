"""Expand jobs into steps: insert procedures, replace symbols by their values, override DD
statements.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from seamscope.connector import File
from seamscope_connectors.jcl.conditions import Outcome, read_condition, read_if
from seamscope_connectors.jcl.statements import Statement, read_statements, split_list

SYMBOL = re.compile(r"(?<!&)&(?P<name>[A-Za-z@#$][\w@#$]{0,7})\.?")
MAX_DEPTH = 8  # nesting of procedures; z/OS allows 15
MAX_STEPS = 5000
NEVER = re.compile(r"\(*\s*0\s*,\s*LE\s*(?:,[^()]*)?\)*")  # COND=(0,LE) always skips the step


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDefinition:
    """A DD statement.

    dataset: its data set, "" for a spool or dummy.
    data: its in-stream lines.
    refers: name of the DD statement that defines it (``DDNAME=``), "" if it defines itself.
    """

    name: str
    dataset: str = ""
    path: str = ""
    disposition: str = ""
    data: tuple[str, ...] = ()
    line: int = 0
    refers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a job.

    program: its program, or the name of a procedure that is missing in the inputs.
    values: the parameters of EXEC.
    off: why the step does not run, "" if it runs.
    outcome: whether it runs after an earlier step failed.
    """

    job: str
    name: str
    program: str
    parameter: str
    values: Mapping[str, str]
    definitions: tuple[DataDefinition, ...]
    file: File
    line: int
    missing: bool = False
    off: str = ""
    outcome: Outcome = Outcome()  # noqa: RUF009 (frozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A named procedure with the default values of its symbols."""

    name: str
    statements: tuple[Statement, ...]
    defaults: Mapping[str, str]
    file: File


@dataclass(slots=True)
class Library:
    """Procedures and members of all inputs by name.

    called: names of the procedures and members that a job uses.
    """

    procedures: dict[str, Procedure] = field(default_factory=dict)
    members: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class _Run:
    """The state during the expansion of one job or procedure.

    symbols: values by name.
    outcome: when the steps run according to the COND of the job and, in a procedure, to the
    conditions of the calling step.
    around: when the steps run according to each IF that encloses the current statement.
    stack: members and procedures that contain the current statement, to stop at cycles.
    """

    job: str
    file: File
    library: Library
    symbols: dict[str, str]
    off: str = ""
    outcome: Outcome = Outcome()  # noqa: RUF009 (frozen)
    around: list[Outcome] = field(default_factory=list)
    stack: frozenset[str] = frozenset()
    local: dict[str, Procedure] = field(default_factory=dict)


def split_procedures(
    statements: list[Statement], file: File
) -> tuple[list[Statement], list[Procedure]]:
    """Return the statements of jobs, and the procedures between PROC and PEND.

    A procedure without PEND ends at the end of the file.
    """
    jobs: list[Statement] = []
    found: list[Procedure] = []
    inner: list[Statement] | None = None
    head = Statement(name="", operation="", line=0)
    for one in statements:
        if one.operation == "PROC":
            inner, head = [], one
        elif one.operation == "PEND" and inner is not None:
            found.append(_procedure(head, inner, file))
            inner = None
        elif inner is not None:
            inner.append(one)
        else:
            jobs.append(one)
    return jobs, [*found, _procedure(head, inner, file)] if inner is not None else found


def _procedure(head: Statement, inner: list[Statement], file: File) -> Procedure:
    name = head.name or file.name.partition(".")[0]
    return Procedure(name=name.upper(), statements=tuple(inner), defaults=head.values, file=file)


def read_library(
    members: Iterable[tuple[File, str]],
) -> tuple[Library, list[tuple[File, list[Statement]]]]:
    """Return the library of all members, and the job statements of each member."""
    library = Library()
    rest: list[tuple[File, list[Statement]]] = []
    for file, text in members:
        jobs, procedures = split_procedures(list(read_statements(text)), file)
        stem = file.name.partition(".")[0].upper()
        library.members.setdefault(stem, tuple(jobs))
        for one in procedures:
            library.procedures.setdefault(one.name, one)
            if not jobs:
                library.procedures.setdefault(stem, one)
        rest.append((file, jobs))
    return library, rest


def list_job_steps(file: File, statements: list[Statement], library: Library) -> list[Step]:
    """Return the steps of a member's jobs, including the steps of the procedures they call."""
    stem = file.name.partition(".")[0]
    run = _Run(job=stem, file=file, library=library, symbols={}, stack=frozenset({stem.upper()}))
    return [_follow_names(step) for step in _list_steps(statements, run)][:MAX_STEPS]


def list_procedure_steps(procedure: Procedure, library: Library) -> list[Step]:
    """Return the steps of a procedure that no job calls; its symbols have their default values."""
    run = _Run(job=procedure.name, file=procedure.file, library=library,
               symbols=dict(procedure.defaults))  # fmt: skip
    steps = _list_steps(list(procedure.statements), run)
    return [_follow_names(step) for step in steps][:MAX_STEPS]


def _follow_names(step: Step) -> Step:
    """Return a step in which a DD statement with ``DDNAME=`` is replaced by the statement it names.

    The named statement may be in the job that calls the procedure, so the overrides of the job must
    be applied before.
    """
    named = {one.name.upper(): one for one in step.definitions if not one.refers}
    used = {one.refers.upper() for one in step.definitions if one.refers} & named.keys()
    return replace(
        step,
        definitions=tuple(
            replace(named.get(one.refers.upper(), one), name=one.name) if one.refers else one
            for one in step.definitions
            if one.name.upper() not in used
        ),
    )


def _list_steps(statements: list[Statement], run: _Run) -> Iterator[Step]:
    head: Statement | None = None
    definitions: list[Statement] = []
    for one in _expand_includes(statements, run, run.stack):
        match one.operation:
            case "JOB":
                yield from _end_step(head, definitions, run)
                head = None
                run.job = one.name or run.job
                reason = run.off = ""
                if one.values.get("TYPRUN", "").upper() in {"SCAN", "JCLHOLD", "HOLD"}:
                    reason = f"job {run.job} is held (TYPRUN={one.values['TYPRUN']})"
                run.off, run.outcome = reason, read_condition(one.values.get("COND", ""))
                run.around.clear()
            case "SET":
                run.symbols |= {key: fill(text, run.symbols) for key, text in one.values.items()}
            case "EXEC":
                yield from _end_step(head, definitions, run)
                head, definitions = one, []
            case "DD":
                definitions.append(one)
            case "IF" | "ELSE" | "ENDIF":
                yield from _end_step(head, definitions, run)
                head = None
                _follow_if(one, run)
            case _:
                pass
    yield from _end_step(head, definitions, run)


def _follow_if(one: Statement, run: _Run) -> None:
    """Update the IF conditions that apply to the following steps, at an IF, ELSE or ENDIF."""
    if one.operation == "IF":
        run.around.append(read_if(fill(" ".join(one.plain), run.symbols)))
    elif run.around:
        last = run.around.pop()
        if one.operation == "ELSE":
            run.around.append(last.reverse())


def _join_conditions(head: Statement, run: _Run) -> Outcome:
    """Return when a step runs, by its own COND, the COND of the job and each IF that encloses
    it.
    """
    outcome = read_condition(fill(head.values.get("COND", ""), run.symbols)).join(run.outcome)
    for one in run.around:
        outcome = outcome.join(one)
    return outcome


def _expand_includes(
    statements: list[Statement], run: _Run, stack: frozenset[str]
) -> Iterator[Statement]:
    """Yield the statements with each INCLUDE replaced by the statements of its member.

    An INCLUDE of a member inside the same member is left out.
    """
    for one in statements:
        name = fill(one.values.get("MEMBER", ""), run.symbols).upper()
        if one.operation == "INCLUDE" and name in run.library.members:
            run.library.called.add(name)
            if name not in stack and len(stack) < MAX_DEPTH:
                yield from _expand_includes(list(run.library.members[name]), run, stack | {name})
        else:
            yield one


def _end_step(head: Statement | None, definitions: list[Statement], run: _Run) -> Iterator[Step]:
    if head is None:
        return
    program = fill(head.values.get("PGM", ""), run.symbols)
    called = fill(head.values.get("PROC", "") or (head.plain[0] if head.plain else ""), run.symbols)
    procedure = None if program else run.library.procedures.get(called.upper())
    if procedure is None:
        yield _build_step(head, definitions, run, program or called, missing=not program)
        return
    run.library.called.add(procedure.name)
    if procedure.name in run.stack or len(run.stack) >= MAX_DEPTH:
        return
    own = {key: fill(text, run.symbols) for key, text in head.values.items()}
    inner = _Run(
        job=run.job, file=run.file, library=run.library, stack=run.stack | {procedure.name},
        symbols={**procedure.defaults, **run.symbols, **own},
        off=run.off or _explain_bypass(head, run), outcome=_join_conditions(head, run),
    )  # fmt: skip
    first = True
    for step in list(_list_steps(list(procedure.statements), inner)):
        line = head.line if procedure.file is not run.file else step.line
        changed = _override(step, definitions, own, run, first=first)
        yield replace(changed, line=line, name=head.name or step.name)
        first = False


def _explain_bypass(head: Statement, run: _Run) -> str:
    """Return the reason why a step never runs, "" if it may run.

    ``COND=(0,LE)`` bypasses the step after every return code.
    """
    condition = fill(head.values.get("COND", ""), run.symbols)
    return (
        f"step {head.name} is always bypassed (COND={condition})"
        if NEVER.fullmatch(condition)
        else ""
    )


def _build_step(
    head: Statement, definitions: list[Statement], run: _Run, program: str, *, missing: bool
) -> Step:
    return Step(
        job=run.job,
        name=head.name,
        program=program.upper(),
        parameter=_unquote(fill(head.values.get("PARM", ""), run.symbols)),
        values={key: fill(text, run.symbols) for key, text in head.values.items()},
        definitions=tuple(_definitions(definitions, run.symbols)),
        file=run.file,
        line=head.line,
        missing=missing,
        off=run.off or _explain_bypass(head, run),
        outcome=_join_conditions(head, run),
    )


def _override(
    step: Step, definitions: list[Statement], own: Mapping[str, str], run: _Run, *, first: bool
) -> Step:
    """Return a step of a procedure with the DD statements and parameters of the calling job.

    ``STEP1.IN`` overrides DD `IN` of step `STEP1`; a name without a step overrides a DD of the
    first step.
    """
    changed = {one.name: one for one in step.definitions}
    for one in _definitions(definitions, run.symbols):
        holder, dot, name = one.name.rpartition(".")
        if not (holder.upper() == step.name.upper() if dot else first):
            continue
        before = changed.get(name)
        merged = replace(one, name=name)
        if before and not (one.dataset or one.data or one.path or one.refers):
            merged = replace(before, disposition=one.disposition or before.disposition)
        changed[name] = merged
    named = own.get(f"PARM.{step.name}".upper(), own.get("PARM", "") if first else "")
    parameter = _unquote(named) or step.parameter
    return replace(step, definitions=tuple(changed.values()), parameter=parameter)


def _definitions(
    statements: list[Statement], symbols: Mapping[str, str]
) -> Iterator[DataDefinition]:
    """Yield the DD statements of a step; unnamed statements continue the previous one."""
    name = ""
    for one in statements:
        name = one.name or name
        values = {key: fill(text, symbols) for key, text in one.values.items()}
        dataset = values.get("DSN") or values.get("DSNAME") or ""
        spool = "DUMMY" in one.plain or "SYSOUT" in values or dataset.upper() == "NULLFILE"
        yield DataDefinition(
            name=name,
            dataset="" if spool else dataset.strip("'"),
            path=values.get("PATH", "").strip("'"),
            disposition=values.get("DISP", ""),
            data=tuple(fill(line, symbols) if "SYMBOLS" in values else line for line in one.data),
            line=one.line,
            refers=values.get("DDNAME", ""),
        )


def fill(text: str, symbols: Mapping[str, str]) -> str:
    """Replace symbols whose value is known: ``&ENV..CUST`` with ENV=PROD → ``PROD.CUST``."""
    if "&" not in text:
        return text

    def replace_symbol(match: re.Match[str]) -> str:
        return _unquote(symbols.get(match["name"].upper(), match[0]))

    return SYMBOL.sub(replace_symbol, text)


def _unquote(text: str) -> str:
    parts = split_list(text) if text.startswith("(") else [text]
    return ",".join(part.strip("'") for part in parts) if len(parts) > 1 else text.strip("()'")
