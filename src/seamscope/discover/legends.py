"""Apply legends of status codes, such as the note "P = produkcja, W = wycofany".

A list often has a code as its status ("P"), and a note or a page of the same inputs explains the
code.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated, read_state
from seamscope.connector.vocabulary import is_environment, parse_environment
from seamscope.records import Dependency, Evidence, Flow, Record, Skipped, State, System

# "P = produkcja", "`W` – retired", "N: planned (2027)"; the code is short, and words follow.
PAIR = re.compile(
    r"(?<![\w=])[`'\"*]{0,3}(?P<code>[^\W_]{1,3})[`'\"*]{0,3}\s{0,3}(?:=|:|–|—|->|→|\s-\s)\s{0,3}"
    r"(?P<words>[^\W\d_]{2,}[^,;|=/:\n.]{0,60})"
)
CODED = re.compile(r" '[^\W_]{1,3}' is not understood; read as unknown$")
FEWEST = 2  # minimum number of codes of a legend
LONGEST_LINE = 2000  # characters; longer lines are ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A status code, and its state according to a legend.

    said: the words of the legend.
    """

    code: str
    state: State
    said: str
    evidence: Evidence


def read_legends(file: str, text: str) -> Iterator[Meaning]:
    """Yield the meanings of status codes in the lines of a text."""
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            continue
        for sentence in re.split(r"[.](?=\s|$)", line):
            yield from _read_sentence(sentence, Evidence(file=file, line=number))


def _read_sentence(sentence: str, where: Evidence) -> Iterator[Meaning]:
    """Yield the meanings of the codes in a sentence, if all of its meanings are states."""
    found = {pair["code"]: pair["words"].strip() for pair in PAIR.finditer(sentence)}
    states = {code: _read_words(words) for code, words in found.items()}
    if len(found) < FEWEST or None in states.values():
        return
    for code, state in states.items():
        if state is not None:
            yield Meaning(code=code, state=state, said=quote(found[code], 60), evidence=where)


def _read_words(words: str) -> State | None:
    """Return the state in the words of a legend, None if none: "nowy (planowany)" → PLANNED."""
    for part in (words, *re.split(r"[()\[\]]", words)):
        stated = read_state(part)
        if stated is not None and stated.state is not State.UNKNOWN:
            return stated.state
    first = re.split(r"[()\[\]]", words)[0].strip()
    return State.ACTIVE if is_environment(first) and not parse_environment(first) else None


def _has_codes(records: Iterable[Record]) -> bool:
    """Return whether a status in a list is a short code that is not understood."""
    return any(
        isinstance(record, Skipped) and record.kind == "note" and CODED.search(record.reason)
        for record in records
    )


def apply_legends(records: Sequence[Record], meanings: Iterable[Meaning]) -> tuple[Record, ...]:
    """Return the records, with the states that legends give to unknown status codes.

    The reports of these codes are dropped. A code with different states in two legends stays
    unknown. The meanings are read only if a list has a code.
    """
    if not _has_codes(records):
        return tuple(records)
    by_code: dict[str, list[Meaning]] = defaultdict(list)
    for meaning in meanings:
        by_code[meaning.code].append(meaning)
    known = {
        code: found[0] for code, found in by_code.items() if len({m.state for m in found}) == 1
    }
    if not known:
        return tuple(records)
    used: dict[tuple[str, str], Meaning] = {}  # file of the list and code -> meaning
    explained = [_explain(record, known, used) for record in records]
    kept = (record for record in explained if record is not None)
    return (*kept, *_report(used))


def _explain(
    record: Record, known: dict[str, Meaning], used: dict[tuple[str, str], Meaning]
) -> Record | None:
    """Return a record with the state that a legend gives to its code.

    Return None for a note which reports that a code is not understood, if a legend explains the
    code.
    """
    match record:
        case Skipped(kind="note"):
            told = (Stated(state=State.UNKNOWN, said=code) for code in known)
            codes = {stated.said for stated in told if _is_report(record, stated.said)}
            return None if codes else record
        case System(state=State.UNKNOWN, state_said=code) if code in known:
            used[record.evidence.file, code] = known[code]
            return replace(record, state=known[code].state, state_said=_spell(known[code]))
        case Flow(state=State.UNKNOWN, state_said=code) if code in known:
            used[record.evidence.file, code] = known[code]
            return replace(
                record,
                state=known[code].state,
                state_said=_spell(known[code]),
                reason=_drop_reason(record.reason, code),
            )
        case Dependency(state=State.UNKNOWN):
            code = next((c for c in known if _find_reason(c) in record.reason), "")
            if not code:
                return record
            used[record.evidence.file, code] = known[code]
            reason = _drop_reason(record.reason, code)
            return replace(record, state=known[code].state, reason=reason)
        case _:
            return record


def _spell(meaning: Meaning) -> str:
    return f"{meaning.code} ({meaning.said})"


def _find_reason(code: str) -> str:
    return Stated(state=State.UNKNOWN, said=code).reason


def _drop_reason(reason: str, code: str) -> str:
    return "; ".join(part for part in reason.split("; ") if part != _find_reason(code))


def _is_report(record: Skipped, code: str) -> bool:
    return record.reason.endswith(f" '{code}' is not understood; read as unknown")


def _report(used: dict[tuple[str, str], Meaning]) -> Iterator[Skipped]:
    """Yield a note for each list and legend that says which codes the legend explains."""
    codes: dict[tuple[str, Evidence], list[str]] = defaultdict(list)
    for (file, _), meaning in sorted(used.items()):
        codes[file, meaning.evidence].append(f"{meaning.code} = {meaning.said}")
    for (file, legend), shown in codes.items():
        yield Skipped(
            reason=f"status codes read by the legend in {legend}: {', '.join(shown)}",
            evidence=Evidence(file=file),
            remedy="if the legend belongs to a different list, write the status in words",
            kind="note",
        )
