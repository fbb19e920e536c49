"""Keep answers when systems are merged or renamed, which changes the ids of questions.

`direction:portal--claims` becomes `direction:claims-system--portal` once "Claims" is an alias of
Claims System. An answer with the old id still belongs to this question.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from seamscope.answers.entry import AnswerFile, Entry
from seamscope.answers.names import Names
from seamscope.answers.words import affirms
from seamscope.resolve.names import build_slug
from seamscope.resolved import Question, QuestionKind

TURNED = {"a to b": "b to a", "b to a": "a to b"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, and the names of systems at the time when it was raised."""

    question: Question
    names: Names


def follow_names(file: AnswerFile, asked: Mapping[str, Asked]) -> AnswerFile:
    """Return the file; entries for questions whose systems have new names get the new id.

    The text of the file is not changed.

    asked: all questions of this run, by id.
    """
    taken = {entry.id for entry in file.answered}
    entries = []
    for entry in file.entries:
        followed = entry
        if entry.answer and entry.id not in asked:
            followed = _follow(entry, asked)
            followed = entry if followed.id in taken else followed
            taken.add(followed.id)
        entries.append(followed)
    return replace(file, entries=tuple(entries))


def find_settled(entry: Entry, asked: Mapping[str, Asked]) -> str:
    """Return the system that all names in a question now refer to, if the answer agrees.

    Return "" if the names refer to several systems, or if the answer contradicts them.
    """
    kind, parts = _split(entry.id)
    if kind not in {QuestionKind.SAME_SYSTEM, QuestionKind.PLACE}:
        return ""
    for names in _list_names(asked):
        found = {names.find_slug(part) for part in parts}
        system = names.systems.get(next(iter(found))) if len(found) == 1 else None
        if system is None:
            continue
        renamed = parts != [build_slug(system.common_name)]
        is_other_name = kind == QuestionKind.SAME_SYSTEM and len(parts) == 1 and renamed
        expected = not is_other_name
        if affirms(entry.answer) is expected or names.means(entry.answer, system.id):
            return system.name
    return ""


def _follow(entry: Entry, asked: Mapping[str, Asked]) -> Entry:
    """Return the entry with the id of the question about the same systems, if there is only one."""
    kind, parts = _split(entry.id)
    found: list[tuple[str, bool]] = []
    for key, one in asked.items():
        other, current = _split(key)
        if other != kind or len(current) != len(parts):
            continue
        meant = [one.names.find_slug(part) or part for part in parts]
        now = [one.names.find_slug(part) or part for part in current]
        # The names in a question about the state of a flow are in the direction of the flow.
        if meant == now or (kind != QuestionKind.STATE and sorted(meant) == sorted(now)):
            found.append((key, meant != now))
    if len(found) != 1:
        return entry
    key, turned = found[0]
    if not turned or kind != QuestionKind.DIRECTION:
        return replace(entry, id=key)
    words = " ".join(entry.answer.casefold().split())
    return replace(entry, id=key, answer=TURNED.get(words, entry.answer))


def _split(key: str) -> tuple[str, list[str]]:
    """Return the kind and the parts of an id: `fact:owners:ledger` → fact, [owners, ledger]."""
    kind, _, rest = key.partition(":")
    return kind, re.split(r"--|:", rest)


def _list_names(asked: Mapping[str, Asked]) -> list[Names]:
    return list({id(one.names): one.names for one in asked.values()}.values())
