"""Read the truth about an estate, which its author wrote before its inputs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from seamscope.resolve.names import fold

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The truth about an estate.

    names: name of the true system by folded name or alias.
    after_answers: true flows that are in no input.
    states: state by system.
    homes: system to which a folded ambiguous name belongs.
    nowhere: folded names that belong to no system.
    """

    names: Mapping[str, str]
    counted: frozenset[str]
    flows: frozenset[Pair]
    acceptable: frozenset[Pair]
    forbidden: frozenset[Pair]
    two_way: frozenset[frozenset[str]]
    ambiguous: frozenset[str]
    questions: tuple[tuple[str, ...], ...]
    after_answers: frozenset[Pair]
    states: Mapping[str, str]
    homes: Mapping[str, str]
    nowhere: frozenset[str]


def read_truth(path: Path) -> Truth:
    """Read `truth.yaml` and ignore keys that are not needed."""
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {
        fold(name): system["name"]
        for system in text["systems"]
        for name in (system["name"], *system["aliases"])
    }

    def pairs(key: str) -> frozenset[Pair]:
        return frozenset((one["source"], one["target"]) for one in text.get(key, ()))

    return Truth(
        names=names,
        counted=frozenset(s["name"] for s in text["systems"] if s["counted"]),
        flows=pairs("flows"),
        acceptable=pairs("acceptable"),
        forbidden=pairs("forbidden"),
        two_way=frozenset(frozenset(pair) for pair in text["two_way"]),
        ambiguous=frozenset(map(fold, text.get("ambiguous_names", ()))),
        questions=tuple(tuple(one["about"]) for one in text["questions"]),
        after_answers=pairs("after_answers"),
        states={s["name"]: s["state"] for s in text["systems"]},
        homes=_homes(text.get("answers", ()), names)
        | {fold(name): system for name, system in text.get("homes", {}).items()},
        nowhere=frozenset(
            fold(name)
            for one in text.get("answers", ())
            if one["question"] == "home" and one["answer"] == "no"
            for name in one["about"]
        ),
    )


def _homes(answers: Iterable[Mapping[str, object]], names: Mapping[str, str]) -> dict[str, str]:
    """Return the true system of each name about which the author has answered a question."""
    homes: dict[str, str] = {}
    for one in answers:
        about = [str(name) for name in one["about"]] if isinstance(one["about"], list) else []
        if one["question"] == "same_system" and one["answer"] == "yes" and len(about) == 2:
            if fold(about[0]) not in names and fold(about[1]) in names:
                homes[fold(about[0])] = names[fold(about[1])]
        elif one["question"] == "home" and one["answer"] != "no":
            homes |= {fold(name): str(one["answer"]) for name in about}
    return homes
