"""Explain which connector claims a file, for `seamscope connectors FILE`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seamscope.cli.messages import print_message
from seamscope.connector import Connector, File
from seamscope.discover import list_claimants, list_refusals, read_source
from seamscope.discover.own_outputs import is_own_output
from seamscope.discover.walk import Ignored, OutputFolder, walk
from seamscope.knowledge.formats import find_format
from seamscope.outputs.writers.tabulate import tabulate
from seamscope.wording import mark_each

SHOWN = 15  # maximum number of unread keys to print
HEADERS = mark_each("file", "connector", "result", "reason")
READS, ALSO, REFUSES, OURS, KNOWN = "reads it", "claims it as well", "no", "output", "known format"
VALUES = "values"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether a connector claims a file, and why.

    connector: name of the connector, "" if seamscope itself decides.
    """

    file: str
    connector: str = ""
    result: str
    reason: str

    def format_line(self) -> str:
        """Return the answer as a line of text."""
        match self.result:
            case "no":
                return f"{self.file}: not {self.connector}: {self.reason}"
            case "claims it as well":
                passed = "also claims it; use --claim to choose the connector"
                return f"{self.file}: {self.connector}: {self.reason} ({passed})"
            case "reads it":
                return f"{self.file}: {self.connector}: {self.reason}"
            case "values":
                return f"{self.file}: {self.connector} {self.reason}"
            case _:
                return f"{self.file}: {self.reason}"


def list_connectors(connectors: Sequence[Connector], shape: str) -> str:
    """Return the name and the format of each connector, as lines of text or as a table."""
    if shape == "text":
        return "".join(f"{one.name:15} {one.reads}\n" for one in connectors)
    return tabulate(mark_each("connector", "reads"), [(c.name, c.reads) for c in connectors], shape)


def format_answers(answers: Sequence[Answer], shape: str) -> str:
    """Return the answers as lines of text, or as a table in markdown, csv or json."""
    if shape == "text":
        return "".join(f"{answer.format_line()}\n" for answer in answers)
    rows = [(one.file, one.connector, one.result, one.reason) for one in answers]
    return tabulate(HEADERS, rows, shape)


def is_read(answers: Sequence[Answer]) -> bool:
    """Return whether a connector reads the file, or at least one file in the archive."""
    return any(answer.result == READS for answer in answers)


def explain_claims(path: Path, connectors: Sequence[Connector]) -> list[Answer]:
    """Explain for each connector why it claims or declines a file, or each file in an archive.

    Files in an archive that cannot be read are reported on stderr.
    """
    answers: list[Answer] = []
    for file in walk([path], ()):
        match file:
            case Ignored(file=ignored):
                answers += _explain_file(ignored, connectors)
            case OutputFolder(path=name):
                reason = "outputs of seamscope, which are never an input"
                answers.append(Answer(file=name, result=OURS, reason=reason))
            case File() if is_own_output(file):
                reason = "an output of seamscope, which is never an input"
                answers.append(Answer(file=file.path, result=OURS, reason=reason))
            case File():
                answers += _explain_file(file, connectors)
            case skipped:
                print_message(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}")
    return answers


def _explain_file(file: File, connectors: Sequence[Connector]) -> Iterator[Answer]:
    claims, faults = list_claimants(file, connectors)
    for number, (name, claim) in enumerate(claims):
        result = ALSO if number else READS
        yield Answer(file=file.path, connector=name, result=result, reason=claim.reason)
    for fault in faults:
        print_message(str(fault))
    if not claims:
        print_message(f"{file.path}: no connector claims it")
        if (known := find_format(file.suffix, file.head(16384))) is not None:
            reason = f"it looks like a {known.name}; {known.instead}"
            yield Answer(file=file.path, result=KNOWN, reason=reason)
    reasons = dict(list_refusals(file, connectors))
    claiming = {name for name, _ in claims}
    for connector in connectors:
        if (name := connector.name) not in claiming:
            reason = reasons.get(name) or f"it does not look like {connector.reads}"
            yield Answer(file=file.path, connector=name, result=REFUSES, reason=reason)
    if claims:
        yield from _count_values(file, claims[0][0], connectors)


def _count_values(file: File, name: str, connectors: Sequence[Connector]) -> Iterator[Answer]:
    """Yield how many values of a JSON or YAML file a connector reads, and the unread keys."""
    for connector in connectors:
        if connector.name == name:
            read_source(connector, [file])
    counts = [usage.count_unread() for usage in replace(file, connector=name).list_usages()]
    total = sum(count for count, _ in counts)
    unread: Counter[str] = Counter()
    for _, keys in counts:
        unread.update(keys)
    if total:
        shown = ", ".join(f"{key} ({count})" for key, count in unread.most_common(SHOWN))
        rest = f"; not read: {shown}" if shown else ""
        reason = f"reads {total - unread.total()} of {total} values{rest}"
        yield Answer(file=file.path, connector=name, result=VALUES, reason=reason)
