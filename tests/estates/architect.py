"""An architect who knows the truth about an estate and answers the questions with the largest
weight.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from seamscope.document import Survey
from seamscope.pipeline import Job, run
from seamscope.resolve.names import fold
from seamscope.resolved import Question, QuestionKind

from .truth import Pair, Truth

ROUND = 5  # answers before the architect surveys again and sees what is asked now


def survey_answered(inputs: Path, truth: Truth, count: int) -> Survey:
    """Return a survey of an estate after its architect has answered the questions with the largest
    weight. count: the most answers.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.yaml"
        given: dict[str, str] = {}
        job = Job(paths=(inputs,), answers=path)
        survey = run(job).survey
        while len(given) < count:
            fresh = [*_list_answers(survey, truth, given)][: min(ROUND, count - len(given))]
            if not fresh:
                break
            given |= dict(fresh)
            rows = "".join(f"  - id: {key}\n    answer: {text}\n" for key, text in given.items())
            path.write_text(f"answers:\n{rows}", encoding="utf-8")
            survey = run(job).survey
        return survey


def _list_answers(survey: Survey, truth: Truth, given: dict[str, str]) -> Iterator[tuple[str, str]]:
    for question in sorted(survey.questions, key=lambda one: (-one.weight, one.id)):
        if question.id not in given and (text := _answer(question, survey, truth)):
            yield question.id, text


def _answer(question: Question, survey: Survey, truth: Truth) -> str:
    """Return the answer of a person who knows the truth about the estate, "" if the truth does not
    contain it.
    """
    known = {node.id: _find_true_name(truth, node.name, *node.aliases) for node in survey.systems}
    known |= {node.id: _find_true_name(truth, node.name) for node in survey.endpoints}
    about = [key for key in question.about if key in known]
    match question.kind:
        case QuestionKind.SAME_SYSTEM if len(about) > 1:
            names = {known[key] for key in about}
            return "" if "" in names else "yes" if len(names) == 1 else "no"
        case QuestionKind.PLACE:
            return _find_home(question, survey, truth, known)
        case QuestionKind.STATE if len(about) == 1:
            return truth.states.get(known[about[0]], "")
        case QuestionKind.DIRECTION if len(about) == 2:
            return _find_way((about[0], about[1]), known, truth, question)
        case _:
            return ""


def _find_home(question: Question, survey: Survey, truth: Truth, known: dict[str, str]) -> str:
    names = [question.subject, *(clue.value for clue in question.clues)]
    folded = {fold(name) for name in names}
    home = _find_true_name(truth, *names) or next(
        (system for name, system in truth.homes.items() if name in folded), ""
    )
    if not home:
        return "no" if folded & truth.nowhere else ""
    return next((node.name for node in survey.systems if known[node.id] == home), "")


def _find_way(pair: Pair, known: dict[str, str], truth: Truth, question: Question) -> str:
    one, other = known[pair[0]], known[pair[1]]
    if not one or not other or one == other:
        return ""
    moves = truth.flows | truth.after_answers
    if (one, other) not in moves and (other, one) not in moves:
        moves = truth.acceptable
    forth, back = (one, other) in moves, (other, one) in moves
    index = 2 if forth and back else 0 if forth else 1 if back else 3
    first = question.candidates[0].partition(" to ")[0]
    if index < 2 and fold(first) not in {name for name, true in truth.names.items() if true == one}:
        index = 1 - index
    return question.candidates[index]


def _find_true_name(truth: Truth, *names: str) -> str:
    return next((truth.names[key] for name in names if (key := fold(name)) in truth.names), "")
