"""The functions of the public Python API: survey, load, render and compare."""

import os
import warnings
from collections.abc import Iterable
from pathlib import Path

from seamscope.compare import Difference, compare_surveys
from seamscope.connector.scrub import clean_text
from seamscope.document import Survey, load
from seamscope.errors import InputError, SeamscopeError
from seamscope.outputs import FORMATS
from seamscope.outputs.writers.languages import use_language

StrPath = str | os.PathLike[str]


def survey(
    paths: StrPath | Iterable[StrPath],
    *,
    poc: StrPath | None = None,
    config: StrPath | None = None,
    calibration: StrPath | None = None,
    seed: int = 0,
) -> Survey:
    """Survey files and folders: find systems and integrations, and estimate them.

    Files that cannot be read are listed in `Survey.skipped`. Other problems, such as a connector
    that fails to load, become warnings. Raises InputError if a path is missing or one of the YAML
    files has errors.

    paths: one or several files or folders.
    poc: path of a poc.yaml.
    config: path of a seamscope.yaml; by default, the first one in the folder of the first path or
    above.
    calibration: path of a file written by `seamscope calibrate`.
    seed: seed of the simulation.
    """
    from seamscope.pipeline import Job, run

    job = Job(
        paths=tuple(map(Path, [paths] if isinstance(paths, str | os.PathLike) else paths)),
        poc=_to_path(poc),
        config=_to_path(config),
        calibration=_to_path(calibration),
        seed=seed,
    )
    if not job.paths:
        raise InputError(
            SeamscopeError("no paths given", remedy="pass at least one file or folder")
        )
    outcome = run(job)
    for error in outcome.errors:
        warnings.warn(clean_text(str(error)), stacklevel=2)
    return outcome.survey


def load_survey(path: StrPath) -> Survey:
    """Read a survey.json; raise InputError if the file is missing or is not a survey."""
    return load(Path(path))


def render(
    survey: Survey,
    format: str,  # noqa: A002 (the usual name for this argument)
    *,
    language: str = "en",
) -> bytes:
    """Return an output of a survey, such as "svg", "html", "markdown", "xlsx" or "mermaid".

    `seamscope render list` lists all formats. Raises ValueError for an unknown format. Raises
    SeamscopeError if there is no such language, or if a program or package that the format needs is
    missing.

    language: a code such as "de", or the path of a `.po` file.
    """
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; use one of {', '.join(sorted(FORMATS))}")
    with use_language(language):
        return FORMATS[format].render(survey)


def diff(old: Survey, new: Survey) -> Difference:
    """Return the changes from one survey to another, with the reasons for each change."""
    return compare_surveys(old, new)


def _to_path(path: StrPath | None) -> Path | None:
    return None if path is None else Path(path)
