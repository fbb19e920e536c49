"""Leave out files that match `.gitignore` or `.seamscopeignore`, and report their number.

Files that git ignores may be useful, such as dbt's manifest in a build folder, so they are left out
only if no connector claims them. A `.seamscopeignore` takes precedence over every `.gitignore`;
files that match it are left out in any case.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from seamscope.records import Evidence, Skipped
from seamscope.wording import format_count

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

OWN, GIT = ".seamscopeignore", ".gitignore"
IGNORE_FILES = frozenset({OWN, GIT})
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """The patterns of one ignore file, for paths below its folder.

    lines: the line of each pattern in the file.
    """

    folder: Path
    path: str
    spec: "GitIgnoreSpec"
    lines: list[int]
    texts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A pattern that matches a path.

    final: whether the path is left out even if a connector claims it.
    """

    pattern: Skipped
    final: bool


class IgnoreRules:
    """The rules of all ignore files from the input root down to the current folder."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.root = root
        self.prefix = prefix
        self.found: dict[str, list[_Rules]] = {OWN: [], GIT: []}
        self.faults: list[Skipped] = []

    def enter(self, folder: Path) -> None:
        """Add the ignore files of a folder; drop the rules of folders that do not contain it."""
        for name, rules in self.found.items():
            rules[:] = [rule for rule in rules if folder.is_relative_to(rule.folder)]
            if (folder / name).is_file():
                rules.append(self._read(folder, name))

    def find_match(self, path: Path, above: Hit | None, *, is_folder: bool = False) -> Hit | None:
        """Return the pattern that leaves a path out, None if the path is included.

        As in git, a file below an ignored folder cannot be included again.

        above: the match of the folder.
        """
        if above is not None and above.final:
            return above
        own = self._match(path, OWN, is_folder=is_folder)
        if own is not None:
            return own if own.pattern.reason else None
        git = above or self._match(path, GIT, is_folder=is_folder)
        return git if git is not None and git.pattern.reason else None

    def _match(self, path: Path, name: str, *, is_folder: bool) -> Hit | None:
        """Return the matching pattern of the nearest folder, None if no pattern matches.

        A negated pattern (`!`), which includes the path again, has the reason "".
        """
        for rule in reversed(self.found[name]):
            text = path.relative_to(rule.folder).as_posix() + ("/" if is_folder else "")
            found = rule.spec.check_file(text)
            if found.include is not None and found.index is not None:
                pattern = _build_skipped(rule, found.index, final=name == OWN)
                pattern = pattern if found.include else replace(pattern, reason="")
                return Hit(pattern=pattern, final=name == OWN)
        return None

    def _read(self, folder: Path, name: str) -> _Rules:
        from pathspec import GitIgnoreSpec

        path = self.prefix + (folder / name).relative_to(self.root).as_posix()
        try:
            with (folder / name).open("rb") as stream:
                text = stream.read(MAX_BYTES).decode("utf-8", errors="replace")
        except OSError as error:
            problem = f"cannot be read ({error.strerror}); its patterns are not applied"
            self.faults.append(
                Skipped(
                    reason=problem, remedy="check its permissions", evidence=Evidence(file=path)
                )
            )
            text = ""
        kept: list[tuple[int, str]] = []
        for place, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                where = Evidence(file=path, line=place)
                problem = "invalid pattern; it is not applied"
                self.faults.append(
                    Skipped(
                        reason=problem, remedy="correct the pattern", evidence=where, kind="entry"
                    )
                )
                continue
            kept.append((place, line))
        return _Rules(
            folder=folder,
            path=path,
            spec=GitIgnoreSpec.from_lines([line for _, line in kept]),
            lines=[place for place, _ in kept],
            texts=[line for _, line in kept],
        )


def _build_skipped(rule: _Rules, index: int, *, final: bool) -> Skipped:
    text = rule.texts[index].strip()[:60]
    if final:
        remedy = "remove the pattern to read these files"
    else:
        remedy = "if they describe integrations, export them in a supported format"
    return Skipped(
        reason=f"left out by `{text}`",
        remedy=remedy,
        evidence=Evidence(file=rule.path, line=rule.lines[index]),
        kind="part",
    )


def list_ignored(hits: Counter[Skipped]) -> Iterator[Skipped]:
    """Yield a record for each pattern, with the number of files that the pattern left out."""
    for pattern, count in sorted(hits.items(), key=lambda item: item[0].evidence):
        yield replace(pattern, reason=f"{pattern.reason}: {format_count(count, 'file')}")
