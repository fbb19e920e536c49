"""Cut a Structurizr DSL file into statements: words, the line they stand on, and their block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import File, redact
from seamscope.connector.entries import entry_fault
from seamscope.records import Evidence, Skipped

# Comments stand at the beginning of a line; what is not closed reaches to the end of the file.
PIECE = re.compile(
    r"^[ \t]*(?:/\*(?P<comment>.*?)(?P<closed>\*/|\Z)|(?:\#|//)[^\n]*)"
    r'|"""(?P<block>.*?)(?:"""|\Z)'
    r'|"(?P<quoted>(?:\\[^\n]|[^"\\\n])*)"'
    r"|\\[ \t\r]*\n|(?P<end>\n)|[ \t\r\f\v]+"
    r'|(?P<word>(?:\$\{[^\s"{}]*\}|[^\s"{}])+|[{}])|(?P<bad>.)',
    re.M | re.S,
)


@dataclass(slots=True)
class Statement:
    """One line of the DSL, its words without quotes, and the statements of its block."""

    words: list[str]
    where: Evidence
    inner: list["Statement"] = field(default_factory=list)

    def value(self, *keywords: str) -> str:
        """Return what follows one of these keywords in the block, "" if none is there."""
        return next((s.words[1] for s in self.inner if s.says(*keywords) and s.words[1:]), "")

    def says(self, *keywords: str) -> bool:
        """Tell whether the first word is one of these, in lower case, whatever its case."""
        return bool(self.words) and self.words[0].lower() in keywords


@dataclass(slots=True)
class _Builder:
    """Collects words into statements, and statements into the block that is open."""

    file: File
    blocks: list[list[Statement]] = field(default_factory=lambda: [[]])
    words: list[str] = field(default_factory=list)
    line: int = 0
    opened: list[Evidence] = field(default_factory=list)
    faults: list[Skipped] = field(default_factory=list)

    def take(self, piece: re.Match[str], line: int) -> None:
        if piece["comment"] is not None and not piece["closed"]:
            self.fault("a comment that is not closed", "close it with */", line)
        elif piece["bad"]:
            self.fault("a quote that is not closed on its line", "close it", line)
        elif piece["end"]:
            self.flush()
        elif piece["word"] in {"{", "}"}:
            (self.open if piece["word"] == "{" else self.close)(line)
        else:
            given = (piece[kind] for kind in ("word", "quoted", "block"))
            for text in (text for text in given if text is not None):
                self.add(text.replace('\\"', '"').replace("\\n", " "), line)

    def add(self, word: str, line: int) -> None:
        self.line = self.line if self.words else line
        self.words.append(redact(word))

    def flush(self) -> None:
        if self.words:
            self.blocks[-1].append(Statement(self.words, self.file.at(self.line)))
            self.words = []

    def open(self, line: int) -> None:
        self.flush()
        if not self.blocks[-1]:
            raise self.file.error("a block that belongs to nothing", "remove it", line)
        self.blocks.append(self.blocks[-1][-1].inner)
        self.opened.append(self.file.at(line))

    def close(self, line: int) -> None:
        self.flush()
        if self.opened:
            self.opened.pop()
            self.blocks.pop()
        else:
            self.fault("a } that closes nothing", "remove it", line)

    def fault(self, problem: str, remedy: str, line: int) -> None:
        self.faults.append(entry_fault(problem, remedy, self.file.at(line)))


def statements(file: File) -> tuple[list[Statement], list[Skipped]]:
    """Return the statements of a file as a tree, and what is wrong with its braces and quotes."""
    made = _Builder(file)
    for piece, line in _pieces(file.text()):
        made.take(piece, line)
    made.flush()
    for where in made.opened[-1:]:
        problem = f"blocks that are not closed: {len(made.opened)}; the file ends there"
        made.faults.append(entry_fault(problem, "is it cut off? export it again", where))
    return made.blocks[0], made.faults


def _pieces(text: str) -> Iterator[tuple[re.Match[str], int]]:
    line = 1
    for piece in PIECE.finditer(text):
        yield piece, line
        line += piece[0].count("\n")
