"""Parse a Structurizr DSL file into statements with their words, line and block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import File, redact
from seamscope.connector.entries import skip_entry
from seamscope.records import Evidence, Skipped

# Comments begin at the start of a line; an unclosed one ends with the file.
TOKEN = re.compile(
    r"^[ \t]*(?:/\*(?P<comment>.*?)(?P<closed>\*/|\Z)|(?:\#|//)[^\n]*)"
    r'|"""(?P<block>.*?)(?:"""|\Z)'
    r'|(?<!\\)"(?P<quoted>(?:\\[^\n]|[^"\\\n])*+)"'
    r"|\\[ \t\r]*\n|(?P<end>\n)|[ \t\r\f\v]+"
    r'|(?P<word>(?:\$\{[^\s"{}]*\}|[^\s"{}])+|[{}])|(?P<bad>.)',
    re.M | re.S,
)


@dataclass(slots=True)
class Statement:
    """One DSL statement: its words without quotes, and the statements in its block."""

    words: list[str]
    where: Evidence
    inner: list["Statement"] = field(default_factory=list)

    def value(self, *keywords: str) -> str:
        """Return the word after one of these keywords in the block, "" if there is none."""
        return next(
            (s.words[1] for s in self.inner if s.has_keyword(*keywords) and s.words[1:]), ""
        )

    def has_keyword(self, *keywords: str) -> bool:
        """Return whether the first word is one of these keywords, in any case."""
        return bool(self.words) and self.words[0].lower() in keywords


@dataclass(slots=True)
class _Builder:
    """Collects words into statements, and statements into the innermost open block."""

    file: File
    blocks: list[list[Statement]] = field(default_factory=lambda: [[]])
    words: list[str] = field(default_factory=list)
    line: int = 0
    opened: list[Evidence] = field(default_factory=list)
    faults: list[Skipped] = field(default_factory=list)

    def take(self, token: re.Match[str], line: int) -> None:
        if token["comment"] is not None and not token["closed"]:
            self.report_fault("unclosed comment", "close the comment with */", line)
        elif token["bad"]:
            self.report_fault("unclosed quote", "close the quote on the same line", line)
        elif token["end"]:
            self.flush()
        elif token["word"] in {"{", "}"}:
            (self.open if token["word"] == "{" else self.close)(line)
        else:
            texts = (token[kind] for kind in ("word", "quoted", "block"))
            for text in (text for text in texts if text is not None):
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
            raise self.file.error("the block has no statement before it", "remove the block", line)
        self.blocks.append(self.blocks[-1][-1].inner)
        self.opened.append(self.file.at(line))

    def close(self, line: int) -> None:
        self.flush()
        if self.opened:
            self.opened.pop()
            self.blocks.pop()
        else:
            self.report_fault("unmatched }", "remove the bracket", line)

    def report_fault(self, problem: str, remedy: str, line: int) -> None:
        self.faults.append(skip_entry(problem, remedy, self.file.at(line)))


def parse_statements(file: File) -> tuple[list[Statement], list[Skipped]]:
    """Return the statements of a file as a tree, and the errors in its braces and quotes."""
    builder = _Builder(file)
    for token, line in _tokenize(file.text()):
        builder.take(token, line)
    builder.flush()
    for where in builder.opened[-1:]:
        problem = f"unclosed blocks at the end of the file: {len(builder.opened)}"
        builder.faults.append(skip_entry(problem, "add the missing }", where))
    return builder.blocks[0], builder.faults


def _tokenize(text: str) -> Iterator[tuple[re.Match[str], int]]:
    line = 1
    for token in TOKEN.finditer(text):
        yield token, line
        line += token[0].count("\n")
