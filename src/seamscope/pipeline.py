"""The way the data goes: discover → lineage → resolve → landscape → surface → estimate → survey.

Once, forwards; `render` draws what comes out.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seamscope import __version__
from seamscope.config import NAME, Config, find_config, read_config
from seamscope.connector import Connector
from seamscope.debt import find_debt
from seamscope.discover import Discovered, discover, installed_connectors
from seamscope.document import SCHEMA_VERSION, InputFile, Meta, Survey
from seamscope.errors import SeamscopeError
from seamscope.estimate import estimate
from seamscope.estimate.calibration import Calibration, read_calibration
from seamscope.knowledge.products import products
from seamscope.landscape import Landscape
from seamscope.lineage import TraceResult, trace
from seamscope.poc import Poc, read_poc
from seamscope.questions import assemble
from seamscope.readiness import evaluate_readiness
from seamscope.records import Dataset, Evidence, Query, Skipped
from seamscope.resolve import resolve
from seamscope.resolved import Finding, Severity
from seamscope.surface import match_touches, poc_records, surface

METHOD = (
    "COSMIC size per direction, setup per pair, multipliers, correlated lognormal simulation; "
    "no public data on integration-level actuals exists, so weights marked as assumptions are "
    "assumptions"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one run is asked to do."""

    paths: tuple[Path, ...]
    poc: Path | None = None
    config: Path | None = None
    calibration: Path | None = None
    title: str = ""
    date: str = ""  # as the caller states it; a survey never asks the clock
    seed: int = 0
    jobs: int = 1
    claims: tuple[tuple[str, str], ...] = ()
    connectors: tuple[Path, ...] = ()  # folders of connectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A survey, the landscape it was drawn from, and what to tell the user at once.

    mismatches: what the POC names and no input lists; it is left out, and is told first.
    own: paths of seamscope's own outputs among the inputs, which were passed over.
    """

    survey: Survey
    landscape: Landscape
    errors: tuple[SeamscopeError, ...]
    mismatches: tuple[SeamscopeError, ...] = ()
    own: tuple[str, ...] = ()


def run(
    job: Job,
    connectors: Sequence[Connector] | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Outcome:
    """Do the whole job; raise InputError if a path is missing or a written file is wrong."""
    config, poc, calibration = _written(job)
    errors: list[SeamscopeError] = []
    if connectors is None:
        folders, errors = _connector_folders(job, config)
        connectors, faults = installed_connectors(folders)
        errors += faults
    progress("reading files")
    found = discover(
        job.paths,
        connectors,
        ignore=(*config.ignore, NAME, f"*/{NAME}", *_own(job, config)),
        claims={**(config.claims or {}), **dict(job.claims)},
        mappings=config.mappings,
    )
    progress("tracing SQL")
    traced = _trace(found, config, job.jobs)
    progress("resolving names")
    plain = (record for record in found.records if not isinstance(record, Query | Skipped))
    described = poc_records(poc) if poc else ()
    resolved = resolve((*plain, *traced.records, *described), config, products())
    mismatches: tuple[SeamscopeError, ...] = ()
    if poc:
        matched = match_touches(resolved, poc)
        poc, resolved, mismatches = matched.poc, matched.resolved, matched.errors
    landscape = Landscape(resolved, poc.operation.masters if poc else {})
    progress("estimating")
    crossed = surface(landscape, poc)
    estimates = estimate(landscape, crossed, poc, calibration=calibration, seed=job.seed)
    asked = assemble(estimates.questions, resolved.questions)
    made = Survey(
        meta=_meta(job, found, traced, poc, calibration),
        systems=landscape.systems,
        endpoints=resolved.endpoints,
        datasets=landscape.datasets,
        interfaces=landscape.interfaces,
        flows=landscape.flows,
        dependencies=landscape.dependencies,
        integrations=landscape.integrations,
        surface=crossed,
        estimates=estimates.estimates,
        totals=estimates.totals,
        readiness=evaluate_readiness(landscape, crossed, estimates.totals, poc),
        findings=(
            *map(_finding, mismatches),
            *resolved.findings,
            *find_debt(landscape),
            *asked.findings,
        ),
        questions=asked.questions,
        skipped=_skipped(found, traced),
    )
    told = (*errors, *found.errors)
    return Outcome(
        survey=made, landscape=landscape, errors=told, own=found.own, mismatches=mismatches
    )


def _finding(error: SeamscopeError) -> Finding:
    """Return what is wrong in the POC's description as a finding, for readers of the report."""
    where = Evidence(file=error.file, line=error.line or 0, connector="poc")
    return Finding(severity=Severity.HIGH, what=error.what, remedy=error.remedy, evidence=(where,))


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: an interrupted run leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _written(job: Job) -> tuple[Config, Poc | None, Calibration | None]:
    """Read the configuration (found upwards from the first input), the POC and own history."""
    where = job.config or (find_config(job.paths[0]) if job.paths else None)
    config = read_config(where) if where else Config()
    named = where.parent / config.poc if where and config.poc else None
    path = job.poc or named
    own = where.parent / config.calibration if where and config.calibration else None
    history = job.calibration or own
    return (
        config,
        read_poc(path) if path else None,
        read_calibration(history) if history else None,
    )


def _connector_folders(job: Job, config: Config) -> tuple[tuple[Path, ...], list[SeamscopeError]]:
    """Return the folders of connectors that a person named, and what was named by nobody.

    A `seamscope.yaml` that was found beside the inputs may have come with them, and connectors are
    code: it counts only if it was given by `--config`.
    """
    if not config.connectors:
        return job.connectors, []
    if job.config:
        named = tuple(job.config.parent / folder for folder in config.connectors)
        return (*job.connectors, *named), []
    what = "`connectors` is left out: this file was found, not named, and connectors are code"
    remedy = f"run with --connectors {config.connectors[0]}, or with --config"
    return job.connectors, [SeamscopeError(what, remedy=remedy, file=config.file)]


def _own(job: Job, config: Config) -> tuple[str, ...]:
    """Return patterns of the files that describe the run and are no inputs."""
    written = (Path(text) for text in (config.poc, config.calibration) if text)
    named = [path.name for path in (job.poc, job.calibration, *written) if path]
    return tuple(pattern for name in named for pattern in (name, f"*/{name}"))


def _trace(found: Discovered, config: Config, jobs: int) -> TraceResult:
    queries = [
        replace(record, dialect=record.dialect or config.dialect)
        for record in found.records
        if isinstance(record, Query)
    ]
    datasets = [record for record in found.records if isinstance(record, Dataset)]
    return trace(queries, datasets, jobs=jobs)


def _skipped(found: Discovered, traced: TraceResult) -> tuple[Skipped, ...]:
    every = (record for record in (*found.records, *traced.records))
    return tuple(
        sorted(
            {record for record in every if isinstance(record, Skipped)},
            key=lambda skipped: (skipped.evidence, skipped.kind, skipped.reason),
        )
    )


def _meta(
    job: Job,
    found: Discovered,
    traced: TraceResult,
    poc: Poc | None,
    calibration: Calibration | None,
) -> Meta:
    inputs = tuple(
        InputFile(path=f.path, sha256=f.sha256, connector=f.connector, records=f.records)
        for f in found.files
    )
    title = job.title or (poc.name if poc else job.paths[0].resolve().name)
    return Meta(
        tool="seamscope",
        tool_version=__version__,
        schema_version=SCHEMA_VERSION,
        title=title,
        inputs=inputs,
        coverage=traced.coverage,
        seed=job.seed,
        options={
            "date": job.date,
            "poc": poc.file if poc else "",
            "poc_sha256": poc.sha256 if poc else "",
            "calibration": calibration.history if calibration else "",
            "calibration_sha256": calibration.sha256 if calibration else "",
        },
        method=METHOD,
    )
