"""Run a survey and write its outputs, for `survey` and `demo`.

Commands import this module only when they run, so that `--help` starts fast.
"""

from dataclasses import dataclass
from pathlib import Path

from seamscope.cache import open_cache
from seamscope.cli.answering import keep_answers
from seamscope.cli.kept_run import KeptRun, Report, build_report
from seamscope.cli.messages import is_quiet
from seamscope.cli.options import follow_language
from seamscope.cli.survey_files import (
    attempt_output,
    render_outputs,
    render_scopes,
    show_progress,
    use_cache,
    use_engine,
    write_output_set,
)
from seamscope.collection import skip_full_collections
from seamscope.output_folders import read_manifest
from seamscope.outputs.writers.folder import check_writable, lock_folder
from seamscope.pipeline import run_scopes
from seamscope.preparation import Job, prepare


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The result of a survey after its outputs were written.

    scopes: the report for each POC.
    names: the files written.
    notes: a message for each output that could not be written.
    answers: path of the answers.yaml, None if none was written.
    """

    scopes: tuple[Report, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    answers: Path | None


def write_survey(
    job: Job,
    output: Path,
    *,
    theme: str = "light",
    page: str | None = None,
    cache: Path | None = None,
    engine: str = "",
) -> Written:
    """Run a survey and replace the outputs in a folder; raise InputError if an input has errors.

    cache: folder for results that later runs reuse, None for no cache.
    engine: address of a Dask scheduler, "" for this machine.
    """
    check_writable(output)
    with lock_folder(output), show_progress(quiet=is_quiet()) as progress:
        prepared = prepare(job)
        earlier = None if page or job.scopes or not cache else KeptRun(prepared, output, [theme])
        with use_cache(cache) as results:
            if earlier and results and (found := earlier.find(results)):
                follow_language(prepared.settings.config.language)
                names = tuple(read_manifest(output))
                return Written(scopes=(found[0],), names=names, notes=(), answers=found[1])
            with use_engine(engine, job.jobs) as place:
                outcomes = run_scopes(prepared, progress, results, place)
        is_complete = results is not None and results.is_complete
        outcome, scopes = outcomes[0], tuple(map(build_report, outcomes))
        follow_language(outcome.language)
        progress("drawing")
        with skip_full_collections():
            contents, notes = render_outputs(outcome, theme, page)
        none: dict[str, bytes] = {}
        unkept: tuple[Path | None, str] = (None, "")
        compared, faults = attempt_output("scopes.md", lambda: render_scopes(scopes), none)
        contents |= compared
        (kept, note), failed = attempt_output(
            "answers.yaml", lambda: keep_answers(outcome, output), unkept
        )
        notes += [*faults, *([note] if note else []), *failed]
        notes += write_output_set(output, contents, answers=kept or outcome.answers_path)
        if cache and earlier and is_complete and not notes:
            with open_cache(cache) as results:
                earlier.keep(results, outcome, kept)
    return Written(scopes=scopes, names=tuple(contents), notes=tuple(notes), answers=kept)
