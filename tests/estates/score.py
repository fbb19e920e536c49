"""Measure a survey of an estate against the truth, which was written before the inputs.

A node matches a true system if its name or an alias is equal after case folding. Precision is the
number of matched true systems divided by the number of counted nodes, where each system counts for
one node. A flow is right if its source, target and direction are right. A flow is forbidden if the
survey shows it as active although it is retired, disabled, commented out or reversed.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.pipeline import Job, run
from seamscope.records import State
from seamscope.resolve.names import fold
from seamscope.resolve.register import POC
from seamscope.resolved import Question

from .architect import survey_answered
from .truth import Pair, Truth, read_truth

ANSWERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Precision and recall, with the wrong and the missing entries.

    right: number of shown entries that are true.
    drawn: number of shown entries.
    true: number of true entries.
    """

    right: int
    drawn: int
    true: int
    wrong: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """Return the share of the shown entries that are true."""
        return self.right / self.drawn if self.drawn else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the true entries that are shown."""
        return self.right / self.true if self.true else 1.0

    def __str__(self) -> str:
        return f"P {self.precision:.2f} R {self.recall:.2f} ({self.right}/{self.drawn}/{self.true})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The accuracy of one survey.

    merged: nodes that stand for two true systems.
    asked: number of questions of the survey.
    questions_met: number of the author's questions that the survey asks.
    questions_true: number of the author's questions.
    """

    systems: Share
    flows: Share
    two_way: Share
    forbidden: tuple[Pair, ...]
    merged: tuple[str, ...]
    asked: int
    questions_met: int
    questions_true: int


def score(survey: Survey, truth: Truth, *, answered: bool = False) -> Score:
    """Compare a survey with the truth.

    answered: whether to include flows known only from answers.
    """
    # The POC next to the inputs is not a system of the estate.
    listed = [node for node in survey.systems if node.kind != POC]
    found = {
        node.id: {truth.names[key] for name in (node.name, *node.aliases)
                  if (key := fold(name)) in truth.names}
        for node in listed
    }  # fmt: skip
    shown = {node.id: node.name for node in listed}
    open_names = {key for key, name in shown.items() if fold(name) in truth.ambiguous}
    pairs = {(flow.source.system, flow.target.system) for flow in survey.flows
             if flow.state is State.ACTIVE and flow.source.system != flow.target.system
             and {flow.source.system, flow.target.system} <= shown.keys() - open_names}  # fmt: skip
    drawn = {(_choose_one(found[a], shown[a]), _choose_one(found[b], shown[b])) for a, b in pairs}
    both = {
        frozenset(_choose_one(found[side], shown[side]) for side in item.systems)
        for item in survey.integrations
        if item.active
        and item.direction is Direction.BOTH
        and {*item.systems} <= shown.keys() - open_names
    }
    undecided = {frozenset(pair) for pair in truth.acceptable if pair[::-1] in truth.acceptable}
    return Score(
        systems=_systems(found, shown, truth),
        flows=_flows(drawn, truth, answered=answered),
        two_way=_share(both - undecided, truth.two_way),
        forbidden=tuple(sorted(drawn & truth.forbidden)),
        merged=tuple(sorted(shown[key] for key, several in found.items() if len(several) > 1)),
        asked=len(survey.questions),
        questions_met=sum(_is_asked(about, survey, truth) for about in truth.questions),
        questions_true=len(truth.questions),
    )


def _flows(drawn: set[Pair], truth: Truth, *, answered: bool) -> Share:
    text = truth.flows | truth.after_answers if answered else truth.flows
    return _share(drawn - (truth.acceptable - text), text)


def _choose_one(found: set[str], shown: str) -> str:
    return min(found) if found else f"? {shown}"


def _systems(found: Mapping[str, set[str]], shown: Mapping[str, str], truth: Truth) -> Share:
    matched = {name for several in found.values() for name in several} & truth.counted
    counted = {
        key
        for key, several in found.items()
        if (not several or several & truth.counted) and fold(shown[key]) not in truth.ambiguous
    }
    taken: set[str] = set()
    wrong: list[str] = []
    for key in sorted(counted):
        fresh = found[key] & truth.counted - taken
        taken |= fresh
        if not fresh:
            wrong.append(shown[key])
    return Share(
        right=len(matched),
        drawn=len(counted),
        true=len(truth.counted),
        wrong=tuple(sorted(wrong)),
        missed=tuple(sorted(truth.counted - matched)),
    )


def _share(drawn: Iterable[object], true: Iterable[object]) -> Share:
    have, want = set(drawn), set(true)
    return Share(
        right=len(have & want),
        drawn=len(have),
        true=len(want),
        wrong=tuple(sorted(_format_one(one) for one in have - want)),
        missed=tuple(sorted(_format_one(one) for one in want - have)),
    )


def _format_one(one: object) -> str:
    match one:
        case (source, target):
            return f"{source} -> {target}"
        case frozenset():
            return " <-> ".join(sorted(map(str, one)))
        case _:
            return str(one)


def _is_asked(about: Sequence[str], survey: Survey, truth: Truth) -> bool:
    """Return whether the survey asks a question that the author would ask.

    A question of the survey matches if it is about at least two of the names in `about`. If none of
    these is a system, such as a host that belongs to none, one name is enough.

    about: the names in the author's question.
    """
    wanted = {truth.names.get(fold(name), fold(name)) for name in about}
    homeless = not any(fold(name) in truth.names for name in about)
    needed = 1 if homeless else min(2, len(wanted))
    return any(len(wanted & _list_named(question, survey, truth)) >= needed
               for question in survey.questions)  # fmt: skip


def _list_named(question: Question, survey: Survey, truth: Truth) -> set[str]:
    names = {node.id: (node.name, *node.aliases) for node in survey.systems}
    names |= {node.id: (node.name,) for node in survey.endpoints}
    texts = [name for key in question.about for name in names.get(key, ())]
    folded = {fold(name) for name in (*texts, *question.candidates)}
    return {truth.names.get(name, name) for name in folded}


def report(result: Score, survey: Survey) -> str:
    """Return the score as text, with the wrong and the missing entries."""
    lines = []
    shares = {"systems": result.systems, "flows": result.flows, "two-way": result.two_way}
    for what, share in shares.items():
        lines += [f"{what:8} {share}", f"  wrong:  {'; '.join(share.wrong)}"]
        lines.append(f"  missed: {'; '.join(share.missed)}")
    met = f"of those that matter {result.questions_met}/{result.questions_true}"
    unplaced = "; ".join(node.name for node in survey.endpoints)
    lines += [
        f"forbidden {result.forbidden}",
        f"merged {result.merged}",
        f"questions {result.asked}, {met}",
        f"unplaced {len(survey.endpoints)}: {unplaced}",
    ]
    return "\n".join(lines)


def score_folder(folder: Path) -> Iterator[tuple[str, Score, Survey]]:
    """Yield the score of an estate without answers, and the score after the answers of its
    architect.
    """
    truth = read_truth(folder / "truth.yaml")
    survey = run(Job(paths=(folder / "inputs",))).survey
    yield "bare", score(survey, truth), survey
    later = survey_answered(folder / "inputs", truth, ANSWERS)
    yield f"after {ANSWERS} answers", score(later, truth, answered=True), later


def main() -> None:
    """Print the scores of the estate in a folder."""
    for stage, result, survey in score_folder(Path(sys.argv[1])):
        sys.stdout.write(f"{stage}\n{report(result, survey)}\n\n")


if __name__ == "__main__":
    main()
