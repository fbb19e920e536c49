"""Leave out what `.gitignore` and `.seamscopeignore` name, and say what was left out.

What git does not track may still be worth reading, such as dbt's manifest in a build folder: it
is left out only if no connector claims it. A `.seamscopeignore` is our own, counts before any
`.gitignore` and is final.
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
    """The patterns of one file, which hold below its folder; lines[n]: line of pattern n."""

    folder: Path
    path: str
    spec: "GitIgnoreSpec"
    lines: list[int]
    texts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A pattern that leaves a path out; final: whether a connector's claim does not matter."""

    pattern: Skipped
    final: bool


class IgnoreRules:
    """All ignore files from the input root down to where the walk stands."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.root = root
        self.prefix = prefix
        self.found: dict[str, list[_Rules]] = {OWN: [], GIT: []}
        self.faults: list[Skipped] = []

    def enter(self, folder: Path) -> None:
        """Take up the ignore files of a folder, and let go of those of folders beside it."""
        for name, rules in self.found.items():
            rules[:] = [rule for rule in rules if folder.is_relative_to(rule.folder)]
            if (folder / name).is_file():
                rules.append(self._read(folder, name))

    def hit(self, path: Path, above: Hit | None, *, is_folder: bool = False) -> Hit | None:
        """Return the pattern that leaves a path out, None if it is taken in.

        above: what leaves out the folder it stands in; git takes nothing in again below that.
        """
        if above is not None and above.final:
            return above
        own = self._said(path, OWN, is_folder=is_folder)
        if own is not None:
            return own if own.pattern.reason else None
        git = above or self._said(path, GIT, is_folder=is_folder)
        return git if git is not None and git.pattern.reason else None

    def _said(self, path: Path, name: str, *, is_folder: bool) -> Hit | None:
        """Return what the nearest rule says; a pattern without a reason takes the path in."""
        for rule in reversed(self.found[name]):
            text = path.relative_to(rule.folder).as_posix() + ("/" if is_folder else "")
            found = rule.spec.check_file(text)
            if found.include is not None and found.index is not None:
                pattern = _told(rule, found.index, final=name == OWN)
                said = pattern if found.include else replace(pattern, reason="")
                return Hit(pattern=said, final=name == OWN)
        return None

    def _read(self, folder: Path, name: str) -> _Rules:
        from pathspec import GitIgnoreSpec

        path = self.prefix + (folder / name).relative_to(self.root).as_posix()
        try:
            with (folder / name).open("rb") as stream:
                text = stream.read(MAX_BYTES).decode("utf-8", errors="replace")
        except OSError as error:
            what = f"cannot be read ({error.strerror}); nothing is left out by it"
            self.faults.append(
                Skipped(reason=what, remedy="check its rights", evidence=Evidence(file=path))
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
                what = "a pattern that cannot be read; nothing is left out by it"
                self.faults.append(
                    Skipped(reason=what, remedy="correct it", evidence=where, kind="entry")
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


def _told(rule: _Rules, index: int, *, final: bool) -> Skipped:
    text = rule.texts[index].strip()[:60]
    take_in = "remove the pattern to take it in"
    return Skipped(
        reason=f"left out by `{text}`",
        remedy=take_in if final else "nothing to do: no connector reads it",
        evidence=Evidence(file=rule.path, line=rule.lines[index]),
        kind="entry",
    )


def counted(hits: Counter[Skipped]) -> Iterator[Skipped]:
    """Yield each pattern that left something out, with how many files."""
    for told, count in sorted(hits.items(), key=lambda item: item[0].evidence):
        yield replace(told, reason=f"{told.reason}: {format_count(count, 'file')}")
