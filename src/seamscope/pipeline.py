"""The stages of a run: discover → lineage → resolve → landscape → surface → estimate → survey.

Each stage runs once, in this order; `render` turns the survey into outputs.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path

from seamscope.answers import CONNECTOR, AnswerFile, read_answers
from seamscope.assessment import assess
from seamscope.cache import Cache
from seamscope.collection import skip_full_collections
from seamscope.config import Config
from seamscope.connector import Connector
from seamscope.connector.scrub import clean_text, scrub_skipped
from seamscope.discover import Discovered, read_inputs
from seamscope.document import SCHEMA_VERSION, InputFile, Meta, Survey
from seamscope.engine import Engine, ThisMachine
from seamscope.errors import SeamscopeError
from seamscope.estimate.unread_parts import InputGaps, build_unread_findings
from seamscope.faults import Net, attempt
from seamscope.findings import AcceptedFindings, accept_findings, assign_ids
from seamscope.landscape import Landscape
from seamscope.lineage import TraceResult, merge_log_texts, trace
from seamscope.poc import Poc
from seamscope.preparation import Job, Preparation, prepare
from seamscope.questions import build_finding
from seamscope.records import Dataset, Flow, Query, Skipped, System
from seamscope.residue import Residue, StatementPlace, find_residue, is_test_or_library, lists_signs
from seamscope.resolved import Finding
from seamscope.rounds import Conclusion, Sources, conclude
from seamscope.settings import Settings
from seamscope.unrated import list_unrated
from seamscope.unread import explain_unclaimed
from seamscope.version import __version__
from seamscope.wording import format_count, use_translations

__all__ = [
    "Job",
    "Outcome",
    "ReadInputs",
    "finish",
    "read",
    "read_prepared",
    "run",
    "run_scopes",
]

METHOD = (
    "COSMIC size per direction, setup per pair of systems, multipliers, correlated lognormal "
    "simulation; "
    "no public data on the actual effort of single integrations exists, so some weights are "
    "assumptions and are marked as such"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A survey, its landscape, and messages for the user.

    mismatches: errors about systems of the POC that no input lists. They are reported first.
    own: paths of seamscope's own outputs among the inputs, which were not read.
    answers: the content to write to `answers.yaml`.
    answers_path: the path of `answers.yaml`, None to write nothing.
    settings: the files that configured the run.
    """

    survey: Survey
    landscape: Landscape
    errors: tuple[SeamscopeError, ...]
    mismatches: tuple[SeamscopeError, ...] = ()
    own: tuple[str, ...] = ()
    answers: AnswerFile = AnswerFile()  # noqa: RUF009 (frozen)
    answers_path: Path | None = None
    settings: Settings = Settings()  # noqa: RUF009 (frozen)

    @property
    def language(self) -> str:
        """The language of the outputs in `seamscope.yaml`, "" if it specifies none."""
        return self.settings.config.language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInputs:
    """The user's files and all records of the inputs, before names are resolved.

    found: the records without the SQL texts, which need most of the memory.
    gaps: the inputs that were not read.
    faults: a finding for each part that failed because of an error in seamscope.
    """

    job: Job
    settings: Settings
    found: Discovered
    traced: TraceResult
    gaps: InputGaps
    errors: tuple[SeamscopeError, ...]
    faults: tuple[Finding, ...] = ()

    @property
    def config(self) -> Config:
        """The content of `seamscope.yaml`, or an empty configuration."""
        return self.settings.config

    @property
    def poc(self) -> Poc | None:
        """The proof of concept that is surveyed."""
        return self.settings.poc

    @property
    def answers_path(self) -> Path | None:
        """The path of `answers.yaml`, None if answers are not kept in a file."""
        return self.settings.home


def run(
    job: Job,
    connectors: Sequence[Connector] | None = None,
    progress: Callable[[str], None] = lambda stage: None,
    cache: Cache | None = None,
    engine: Engine | None = None,
) -> Outcome:
    """Run all stages; raise InputError if a path is missing or a user's file has errors.

    cache: results of earlier runs, None to compute everything again.
    engine: reads files and traces SQL, None for `job.jobs` processes of this machine.
    """
    with skip_full_collections():
        return finish(read(job, connectors, progress, cache, engine), progress=progress)


@use_translations(NullTranslations())  # a survey is stored in English
def read(
    job: Job,
    connectors: Sequence[Connector] | None = None,
    progress: Callable[[str], None] = lambda stage: None,
    cache: Cache | None = None,
    engine: Engine | None = None,
) -> ReadInputs:
    """Read the inputs and trace their SQL; raise InputError as `run` does."""
    return read_prepared(prepare(job, connectors), progress, cache, engine)


@use_translations(NullTranslations())
def read_prepared(
    prepared: Preparation,
    progress: Callable[[str], None] = lambda stage: None,
    cache: Cache | None = None,
    engine: Engine | None = None,
) -> ReadInputs:
    """Read the inputs that `prepare` found, and trace their SQL."""
    job, settings = prepared.job, prepared.settings
    config = settings.config
    engine = engine or ThisMachine(processes=job.jobs)
    progress("reading files")
    found = read_inputs(
        prepared.inputs,
        prepared.connectors,
        claims={**(config.claims or {}), **dict(job.claims)},
        mappings=config.mappings,
        progress=progress,
        cache=cache,
        engine=engine,
        reduce=merge_log_texts,
    )
    statements = sum(isinstance(record, Query) for record in found.records)
    progress(f"tracing {format_count(statements, 'SQL text')}")
    traced, lost = attempt(
        "Lineage of all SQL", lambda: _trace(found, config, engine, cache), TraceResult()
    )
    net = Net()
    gaps = _measure_gaps(found, traced, net)
    return ReadInputs(
        job=job,
        settings=settings,
        found=_drop_queries(found),
        traced=traced,
        gaps=gaps,
        errors=(*prepared.errors, *found.errors),
        faults=(*lost, *net.findings),
    )


def _drop_queries(found: Discovered) -> Discovered:
    """Drop queries and mentions of other systems, which are not needed after tracing."""
    kept = tuple(record for record in found.records if not isinstance(record, Query))
    return replace(found, records=kept, signs=())


def run_scopes(
    prepared: Preparation,
    progress: Callable[[str], None] = lambda stage: None,
    cache: Cache | None = None,
    engine: Engine | None = None,
) -> tuple[Outcome, ...]:
    """Return an outcome for `job.poc` and one for each of `job.scopes`; inputs are read once."""
    with skip_full_collections():
        done = read_prepared(prepared, progress, cache, engine)
        others = (
            replace(done, settings=replace(done.settings, poc=poc)) for poc in done.settings.scopes
        )
        return tuple(finish(each, progress=progress) for each in (done, *others))


@use_translations(NullTranslations())
def finish(
    done: ReadInputs,
    home: AnswerFile | None = None,
    taken: AnswerFile | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Outcome:
    """Resolve and estimate what `read` returned, using the user's answers.

    home: answers to use instead of the file `done.answers_path`.
    taken: imported answers to use instead of the file `done.job.taken`.
    """
    job, path = done.job, done.answers_path
    kept = home or (read_answers(path) if path else AnswerFile())
    given = taken or done.settings.given
    net = Net()
    plain = [record for record in done.found.records if not isinstance(record, Skipped)]
    progress(f"resolving the names of {format_count(len(plain), 'record')}")
    sources = Sources(
        records=(*plain, *done.traced.records),
        config=done.config,
        poc=done.poc,
        calibration=done.settings.calibration,
        seed=job.seed,
        gaps=done.gaps,
        today=job.date,
    )
    ended = conclude(sources, kept, given)
    made = _survey(done, ended, net)
    caught = len(net.findings)
    found = (*made.findings, *done.faults, *net.findings)
    accepting = net.catch(
        "Accepted findings",
        lambda: accept_findings(
            assign_ids(found, made.systems),
            done.config.accepted,
            today=job.date,
            file=done.config.file,
        ),
        AcceptedFindings(findings=found),
    )
    return Outcome(
        survey=replace(made, findings=(*accepting.findings, *net.findings[caught:])),
        landscape=ended.landscape,
        errors=(*done.errors, *ended.errors, *accepting.notes),
        own=done.found.own,
        answers=ended.answers,
        answers_path=path,
        mismatches=ended.mismatches,
        settings=done.settings,
    )


def _survey(done: ReadInputs, ended: Conclusion, net: Net) -> Survey:
    landscape, estimates = ended.landscape, ended.estimates
    none: list[str] = []
    dates = net.catch("Dates of the inputs", lambda: _collect_dates(done), none)
    parts = assess(ended, done.poc, seed=done.job.seed, dates=dates)
    return Survey(
        meta=_build_meta(done, ended.answers),
        accuracy=parts.accuracy,
        systems=landscape.systems,
        endpoints=ended.resolved.endpoints,
        datasets=landscape.datasets,
        interfaces=landscape.interfaces,
        flows=landscape.flows,
        dependencies=landscape.dependencies,
        integrations=landscape.integrations,
        surface=ended.surface,
        estimates=estimates.estimates,
        totals=estimates.totals,
        roadmap=parts.roadmap,
        readiness=parts.readiness,
        ledger=parts.ledger,
        findings=(
            *map(build_finding, ended.mismatches),
            *ended.resolved.findings,
            *parts.findings,
            *ended.faults,
            *build_unread_findings(estimates.totals, ended.dismissed),
        ),
        questions=parts.questions,
        answers=ended.answered,
        skipped=net.catch(
            "Systems that unread texts mention",
            lambda: explain_unclaimed(done.gaps.skipped, ended.mentions, ended.dismissed),
            done.gaps.skipped,
        ),
        residue=ended.residue,
    )


def _measure_gaps(found: Discovered, traced: TraceResult, net: Net) -> InputGaps:
    """Return the inputs that were not read, and the numbers of files and data movements read."""
    skipped = _collect_skipped(found, traced)
    unread = {item.evidence.file for item in skipped if item.kind == "file"}
    edges = sum(isinstance(record, Flow) for record in found.records)
    return InputGaps(
        skipped=skipped,
        residue=net.catch("Mentions of unread systems", lambda: _list_residue(found, traced), ()),
        texts=found.texts,
        files=sum(bool(f.connector) and clean_text(f.path) not in unread for f in found.files),
        moves=edges + sum(coverage.parsed for coverage in traced.coverage),
    )


def _list_residue(found: Discovered, traced: TraceResult) -> tuple[Residue, ...]:
    """Return mentions of other systems in the inputs, such as addresses, that no record covers."""
    places = {
        file: [StatementPlace(*place) for place in statements]
        for file, statements in traced.statements.items()
    }
    texts = (text for text in found.texts if lists_signs(text.file))
    unread = (sign for text in texts for sign in text.signs)
    read = (sign for sign in found.signs if not is_test_or_library(sign.file))
    records = (*found.records, *traced.records)
    return find_residue((*read, *unread), records, places)


def _collect_dates(done: ReadInputs) -> list[str]:
    """Return the dates of statements in the inputs, except those after the date of the run."""
    records = (r for r in done.found.records if isinstance(r, System | Flow))
    ahead = done.job.date or "9999"
    return [r.state_date for r in records if r.state_date and r.state_date <= ahead]


def _trace(found: Discovered, config: Config, engine: Engine, cache: Cache | None) -> TraceResult:
    queries = [
        record if record.dialect or not config.dialect else replace(record, dialect=config.dialect)
        for record in found.records
        if isinstance(record, Query)
    ]
    datasets = [record for record in found.records if isinstance(record, Dataset)]
    return trace(queries, datasets, engine=engine, cache=cache)


def _collect_skipped(found: Discovered, traced: TraceResult) -> tuple[Skipped, ...]:
    every = (*found.records, *traced.records)
    told = (record for record in every if isinstance(record, Skipped))
    return tuple(
        sorted(
            {scrub_skipped(record) for record in (*told, *list_unrated(every))},
            key=lambda skipped: (skipped.evidence, skipped.kind, skipped.reason),
        )
    )


def _build_meta(done: ReadInputs, answers: AnswerFile) -> Meta:
    job, poc, calibration = done.job, done.poc, done.settings.calibration
    inputs = [
        InputFile(
            path=clean_text(f.path), sha256=f.sha256, connector=f.connector, records=f.records
        )
        for f in done.found.files
    ]
    if answers.answered:  # a file without answers contains nothing from the user
        digest = sha256(answers.content).hexdigest()
        count = len(answers.answered)
        inputs.append(
            InputFile(path=answers.name, sha256=digest, connector=CONNECTOR, records=count)
        )
    title = clean_text(
        job.title or (poc.name if poc else Path(os.path.normpath(job.paths[0].absolute())).name)
    )
    return Meta(
        tool="seamscope",
        tool_version=__version__,
        schema_version=SCHEMA_VERSION,
        title=title,
        inputs=tuple(sorted(inputs, key=lambda file: file.path)),
        coverage=done.traced.coverage,
        seed=job.seed,
        options={
            "date": job.date,
            "poc": clean_text(poc.file) if poc else "",
            "poc_sha256": poc.sha256 if poc else "",
            "calibration": clean_text(calibration.history) if calibration else "",
            "calibration_sha256": calibration.sha256 if calibration else "",
        },
        method=METHOD,
    )
