"""Measure and describe the share of the inputs that was read and understood."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from math import floor

from seamscope.answers import CONNECTOR as ANSWERS
from seamscope.document import Survey
from seamscope.knowledge.formats import IN_PART
from seamscope.records import Certainty
from seamscope.resolved import DependencyEdge, FlowEdge
from seamscope.wording import format_count, translate, translate_count


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadShare:
    """Numbers of files and moves, and how many of them were read.

    files: number of files that were read.
    partly: number of files of which only sentences were read.
    all_files: number of all files except answers.yaml.
    moves: number of SQL statements that move, define or read data, plus flows, dependencies and
    skipped entries of other files.
    understood: number of moves that were fully understood; skipped entries, partly understood SQL
    and flows with the certainty "possible" do not count.
    residues: number of mentions of systems that are not in the survey.
    """

    files: int
    partly: int
    all_files: int
    understood: int
    moves: int
    residues: int


def measure_read(survey: Survey) -> ReadShare:
    """Count the files and moves of a survey, and how many of them were read and understood."""
    unread = {item.evidence.file for item in survey.skipped if item.kind == "file"}
    inputs = [item for item in survey.meta.inputs if item.connector != ANSWERS]
    scripts = {coverage.file for coverage in survey.meta.coverage}
    fully = sum(coverage.parsed for coverage in survey.meta.coverage)
    partly = sum(c.partly + c.not_understood for c in survey.meta.coverage)
    sure = [flow for flow in survey.flows if flow.certainty is not Certainty.POSSIBLE]
    doubtful = [flow for flow in survey.flows if flow.certainty is Certainty.POSSIBLE]
    other = _count_outside(scripts, (*sure, *survey.dependencies))
    lost = {
        item.evidence
        for item in survey.skipped
        if item.kind == "entry" and item.evidence.file not in scripts | unread
    }
    in_part = {item.evidence.file for item in survey.skipped if item.reason.startswith(IN_PART)}
    return ReadShare(
        partly=len(in_part),
        files=sum(bool(item.connector) and item.path not in unread for item in inputs),
        all_files=len(inputs),
        understood=fully + other,
        moves=fully + partly + other + _count_outside(scripts, doubtful) + len(lost),
        residues=len(survey.residue),
    )


def _count_outside(scripts: Container[str], edges: Iterable[FlowEdge | DependencyEdge]) -> int:
    """Return the number of flows and dependencies with evidence in a file that is no SQL script.

    scripts: the SQL scripts.
    """
    return sum(any(place.file not in scripts for place in edge.evidence) for edge in edges)


def describe_read(survey: Survey) -> str:
    """Return the line that every summary has: `Read: 31 of 33 files, 97 % of …`."""
    return translate("Read: {coverage}", coverage=describe_coverage(survey))


def describe_coverage(survey: Survey) -> str:
    """Return a phrase about the share of the inputs that was read.

    For example, `31 of 33 files, 97 % of 412 moves understood, 2 mentions of unknown systems`.
    `seamscope show residue` lists these mentions. The share is rounded down, so that 100 % means
    that every move was understood.
    """
    read = measure_read(survey)
    files = format_count(read.all_files, "file")
    parts = (
        translate(
            "{read:,} of {files} and {partly:,} in part",
            read=read.files,
            partly=read.partly,
            files=files,
        )
        if read.partly
        else translate("{read:,} of {files}", read=read.files, files=files),
        translate(
            "{share} % of {moves} understood",
            share=floor(100 * read.understood / read.moves),
            moves=format_count(read.moves, "move"),
        )
        if read.moves
        else translate("no moves"),
        translate_count(
            "{count} mention of an unknown system",
            "{count} mentions of unknown systems",
            read.residues,
        ),
    )
    return ", ".join(parts)
