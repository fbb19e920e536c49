"""What a run depends on: its options, the files that configure it, the connectors and the inputs.

These are found before any connector reads an input. Their key shows whether an earlier run had the
same inputs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from gettext import NullTranslations
from pathlib import Path

from seamscope.cache import Key, digest, digest_program, make_key
from seamscope.connector import Connector, File
from seamscope.discover import Inputs, find_mapping_errors, list_inputs, load_connectors
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.settings import (
    Named,
    Settings,
    check_claims,
    choose_connector_folders,
    read_settings,
)
from seamscope.wording import get_language, use_translations

EDGE = 4096  # bytes at the start and the end of a file, which no output shows in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The inputs and options of one run."""

    paths: tuple[Path, ...]
    poc: Path | None = None
    config: Path | None = None
    calibration: Path | None = None
    title: str = ""
    date: str = ""  # date of the run; the system clock is never read
    seed: int = 0
    jobs: int = 1
    claims: tuple[tuple[str, str], ...] = ()
    connectors: tuple[Path, ...] = ()  # folders with the user's own connectors
    answers: Path | None = None  # path of `answers.yaml` for a run without `seamscope.yaml`
    taken: Path | None = None  # a YAML file or workbook whose answers are imported
    scopes: tuple[Path, ...] = ()  # other poc.yaml files, which are surveyed as well and compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """The user's files, the connectors, and the input files that they will read.

    errors: messages about files that are not used, and about connectors that cannot be loaded.
    """

    job: Job
    settings: Settings
    connectors: tuple[Connector, ...]
    inputs: Inputs
    errors: tuple[SeamscopeError, ...]


@use_translations(NullTranslations())  # messages are stored in the survey, in English
def prepare(job: Job, connectors: Sequence[Connector] | None = None) -> Preparation:
    """Find everything that a run depends on; raise InputError as `pipeline.run` does."""
    settings = _read_settings(job, connectors)
    config, errors = settings.config, list(settings.unused)
    if connectors is None:
        folders, left_out = choose_connector_folders(config, job.connectors, job.config)
        connectors, faults = load_connectors(folders)
        errors += [*left_out, *faults]
    check_claims(config, job.claims, [connector.name for connector in connectors])
    return Preparation(
        job=job,
        settings=settings,
        connectors=tuple(connectors),
        inputs=list_inputs(job.paths, ignore=config.ignore, used=settings.files),
        errors=tuple(errors),
    )


def make_run_key(prepared: Preparation) -> Key | None:
    """Return the key of everything that a run depends on, except its `answers.yaml`.

    The key is None if a file cannot be read. It does not depend on the number of processes, or on
    outputs of earlier runs among the inputs, which are not read.
    """
    job, settings = prepared.job, prepared.settings
    options = [
        (item.name, str(getattr(job, item.name))) for item in fields(job) if item.name != "jobs"
    ]
    own = [path for path in (*settings.files, job.taken) if path and path != settings.home]
    kinds = [(c.name, type(c).__module__, type(c).__name__) for c in prepared.connectors]
    program = digest_program(module for _, module, _ in kinds)
    messages = [str(error) for error in prepared.errors]
    found = prepared.inputs
    left = (found.skipped, found.ignored)
    context = (str(Path.cwd()), get_language(), str(settings.home), options, kinds, messages, left)
    try:
        files = [(str(path), path.read_bytes() if path.is_file() else None) for path in own]
        described = [_describe_file(file) for file in found.files]
        return make_key("run", program, digest((context, files, described)))
    except (OSError, ValueError, UnreadableError):
        return None


def _describe_file(file: File) -> tuple[str, str, str, bytes]:
    """Return the path of a file, and its content as a hash and the bytes at both ends."""
    return file.path, file.content.inner, file.sha256, file.read_edges(EDGE, EDGE)


def _read_settings(job: Job, connectors: Sequence[Connector] | None) -> Settings:
    """Read the files that configure the run; raise InputError with the errors of all of them.

    The error also lists problems in mapping files, so that the user sees all problems at once.
    """
    named = Named(
        paths=job.paths,
        config=job.config,
        poc=job.poc,
        scopes=job.scopes,
        calibration=job.calibration,
        answers=job.answers,
        taken=job.taken,
    )
    try:
        return read_settings(named)
    except InputError as error:
        known = load_connectors(job.connectors)[0] if connectors is None else connectors
        raise InputError(*error.errors, *find_mapping_errors(job.paths, known)) from None
