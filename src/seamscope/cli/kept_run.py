"""Recognise a run whose outputs are already in its output folder.

After a run, the cache keeps the hash of the manifest of its outputs, by the key of everything that
the run depends on. If a later run has the same key, and the folder still has these outputs, nothing
is computed again.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from seamscope.cache import Cache, Key, make_key
from seamscope.cache.shelf import Shelf
from seamscope.document import Survey, open_survey
from seamscope.errors import Remark
from seamscope.output_folders import MANIFEST, SURVEY, read_manifest
from seamscope.outputs.writers.folder import verify
from seamscope.pipeline import Outcome
from seamscope.preparation import Preparation, make_run_key
from seamscope.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the user is told about a run: its survey, and messages.

    mismatches, errors, own, settings: see `Outcome`.
    remarks: how many of the errors are only remarks about something that was applied.
    """

    survey: Survey
    errors: tuple[str, ...]
    remarks: int
    mismatches: tuple[str, ...]
    own: tuple[str, ...]
    settings: Settings


def build_report(outcome: Outcome) -> Report:
    """Return what the user is told about an outcome."""
    return Report(
        survey=outcome.survey,
        errors=tuple(map(str, outcome.errors)),
        remarks=sum(isinstance(error, Remark) for error in outcome.errors),
        mismatches=tuple(map(str, outcome.mismatches)),
        own=outcome.own,
        settings=outcome.settings,
    )


class _Kept(msgspec.Struct, array_like=True):
    """What the cache stores about a run.

    answers: path of answers.yaml, "" if none was written.
    """

    manifest: bytes
    errors: tuple[str, ...]
    remarks: int
    mismatches: tuple[str, ...]
    answers: str


class KeptRun:
    """The earlier run with the same inputs and options, if its outputs are still in the folder.

    options: other settings that the outputs depend on, such as the theme.
    """

    def __init__(self, prepared: Preparation, folder: Path, options: Iterable[str]) -> None:
        self._settings = prepared.settings
        self._own = tuple(sorted(prepared.inputs.own))
        self._folder = folder
        base = make_run_key(prepared)
        self._base = base and make_key(base, str(folder.resolve()), *options)
        self._before = self._read_answers()

    def find(self, cache: Cache) -> tuple[Report, Path | None] | None:
        """Return the report of the run and the path of its answers.yaml, None if unknown."""
        kept = Shelf(cache, _Kept).find(key) if (key := self._make_key(self._before)) else None
        if kept is None or kept.manifest != self._hash_manifest() or verify(self._folder):
            return None
        self._touch()
        report = Report(
            survey=open_survey(self._folder / SURVEY),
            errors=kept.errors,
            remarks=kept.remarks,
            mismatches=kept.mismatches,
            own=self._own,
            settings=self._settings,
        )
        return report, Path(kept.answers) if kept.answers else None

    def keep(self, cache: Cache, outcome: Outcome, answers: Path | None) -> None:
        """Store a run in the cache after it has written all its outputs.

        A run that changed the answers in its answers.yaml is not stored, because the next run may
        have a different result.

        answers: path of answers.yaml.
        """
        after = self._read_answers()
        unchanged = after == self._before or not outcome.answers.answered
        if (key := self._make_key(after)) is None or not unchanged:
            return
        report = build_report(outcome)
        kept = _Kept(
            self._hash_manifest(),
            report.errors,
            report.remarks,
            report.mismatches,
            str(answers) if answers else "",
        )
        Shelf(cache, _Kept).keep(key, kept)

    def _make_key(self, answers: bytes) -> Key | None:
        return make_key(self._base, answers) if self._base else None

    def _read_answers(self) -> bytes:
        home = self._settings.home
        try:
            return home.read_bytes() if home else b""
        except OSError:
            return b""

    def _hash_manifest(self) -> bytes:
        try:
            return sha256((self._folder / MANIFEST).read_bytes()).digest()
        except OSError:
            return b""

    def _touch(self) -> None:
        """Make the outputs the newest files in the folder, as if they had been written again."""
        for name in (*read_manifest(self._folder), MANIFEST):
            with suppress(OSError):
                os.utime(self._folder / name)
