"""Leave out what `.gitignore` and `.seamscopeignore` name, and say what was left out.

A `.seamscopeignore` counts before any `.gitignore`, so that it can take in again what git leaves
out: build folders often hold what is worth reading, such as dbt's manifest.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seamscope.records import Evidence, Skipped

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


class IgnoreRules:
    """All ignore files from the input root down to where the walk stands."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.root = root
        self.prefix = prefix
        self.found: dict[str, list[_Rules]] = {OWN: [], GIT: []}
        self.hits: Counter[Skipped] = Counter()
        self.faults: list[Skipped] = []

    def enter(self, folder: Path) -> None:
        """Take up the ignore files of a folder, and let go of those of folders beside it."""
        for name, rules in self.found.items():
            rules[:] = [rule for rule in rules if folder.is_relative_to(rule.folder)]
            if (folder / name).is_file():
                rules.append(self._read(folder, name))

    def ignores(self, path: Path, *, is_folder: bool = False) -> bool:
        """Tell whether a path is left out, and keep which pattern said so."""
        for rules in self.found.values():
            for rule in reversed(rules):
                text = path.relative_to(rule.folder).as_posix() + ("/" if is_folder else "")
                hit = rule.spec.check_file(text)
                if hit.include is not None and hit.index is not None:
                    if hit.include:
                        self.hits[_told(rule, hit.index)] += 1
                    return bool(hit.include)
        return False

    def left_out(self) -> Iterator[Skipped]:
        """Yield each pattern that left something out, with how much."""
        yield from self.faults
        for told, count in sorted(self.hits.items(), key=lambda item: item[0].evidence):
            things = "1 file or folder" if count == 1 else f"{count} files or folders"
            yield Skipped(
                reason=f"{told.reason}: {things}",
                remedy=told.remedy,
                evidence=told.evidence,
                kind="entry",
            )

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
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                where = Evidence(file=path, line=number)
                what = "a pattern that cannot be read; nothing is left out by it"
                self.faults.append(
                    Skipped(reason=what, remedy="correct it", evidence=where, kind="entry")
                )
                continue
            kept.append((number, line))
        return _Rules(
            folder=folder,
            path=path,
            spec=GitIgnoreSpec.from_lines([line for _, line in kept]),
            lines=[number for number, _ in kept],
            texts=[line for _, line in kept],
        )


def _told(rule: _Rules, index: int) -> Skipped:
    text = rule.texts[index].strip()[:60]
    return Skipped(
        reason=f"left out by `{text}`",
        remedy=f"write `!{text}` into {OWN} to take it in",
        evidence=Evidence(file=rule.path, line=rule.lines[index]),
    )
