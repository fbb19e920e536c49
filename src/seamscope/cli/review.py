"""Ask the questions of a survey one by one on a terminal, and save each answer immediately."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from seamscope.answers import (
    AnswerError,
    AnswerFile,
    Entry,
    Names,
    affirms,
    check_answer,
    clear_entry,
    describe_answers,
    fill_in_answers,
    label_choice,
    load_rules,
    rank_questions,
    restore_choice,
    update_file,
)
from seamscope.document import Survey
from seamscope.resolved import Question, QuestionKind, Resolved
from seamscope.wording import format_count, mark_text, translate

KEYS = mark_text("{answers}; s skip, u undo, q quit")
SHOWN = 5  # maximum number of pieces of evidence shown for one question


@dataclass(slots=True, kw_only=True)
class Reviewer:
    """One review session. It writes answers.yaml after each answer, so that no answer is lost."""

    path: Path
    by: str
    on: str
    done: list[str] = field(default_factory=list)  # ids of questions, in the order answered

    def run(self, survey: Survey, held: AnswerFile) -> None:
        """Ask all questions with a noticeable effect, until the user quits."""
        held = self._prepare(survey, held)
        names = Names(
            Resolved(
                systems=survey.systems,
                endpoints=survey.endpoints,
                flows=survey.flows,
                dependencies=survey.dependencies,
            )
        )
        answered = {entry.id for entry in held.answered}
        asked = select_worthwhile(
            [q for q in rank_questions(survey.questions) if q.id not in answered]
        )
        left = sum(q.id not in answered for q in survey.questions) - len(asked)
        place = 0
        while place < len(asked):
            question = asked[place]
            show_question(question, place + 1, len(asked))
            said = ask_question(question, names)
            if said == "q":
                break
            if said == "u":
                place, held = self._undo(asked, place, held)
                continue
            if said != "s":
                held = self._keep_answer(held, question, said)
            place += 1
        else:
            click.echo(translate("further answers would not change the result noticeably"))
            if left:
                click.echo(
                    translate(
                        "{questions} are not asked, because they have almost no effect",
                        questions=format_count(left, "other question"),
                    )
                )
        click.echo(
            translate(
                "{answers} in {path}; run survey again",
                answers=format_count(len(self.done), "answer"),
                path=self.path,
            )
        )

    def _prepare(self, survey: Survey, held: AnswerFile) -> AnswerFile:
        """Return the answers with an entry for every question that this session may ask."""
        known = {entry.id for entry in held.entries}
        if all(q.id in known for q in rank_questions(survey.questions)[: load_rules().first]):
            return held
        return update_file(held, survey.questions)

    def _keep_answer(self, held: AnswerFile, question: Question, said: str) -> AnswerFile:
        entry = Entry(id=question.id, answer=said, by=self.by, on=self.on)
        self.done.append(question.id)
        return self._write(fill_in_answers(held, {question.id: entry}))

    def _undo(
        self, asked: Sequence[Question], place: int, held: AnswerFile
    ) -> tuple[int, AnswerFile]:
        """Go back one question, and clear its answer if it was entered in this session."""
        if place == 0:
            click.echo(translate("this is the first question"))
            return place, held
        before = asked[place - 1].id
        if before in self.done:
            self.done.remove(before)
            held = self._write(fill_in_answers(held, {before: clear_entry(Entry(id=before))}))
        return place - 1, held

    def _write(self, held: AnswerFile) -> AnswerFile:
        from seamscope.output_folders import write_atomically

        write_atomically(self.path, held.content)
        return held


def select_worthwhile(questions: Sequence[Question]) -> list[Question]:
    """Return the first questions, up to the last one whose answer has a noticeable effect."""
    first = questions[: load_rules().first]
    most = max((question.weight for question in first), default=0.0)
    least = load_rules().matters
    count = 0
    for place, question in enumerate(first, start=1):
        if question.weight > most * least or (question.variance_share or 0.0) >= least:
            count = place
    return [*first[:count]]


def show_question(question: Question, place: int, count: int) -> None:
    """Show a question with its candidates, its evidence and the effect of an answer."""
    click.echo(f"\n[{place}/{count}] {question.text}")
    if question.candidates:
        labels = ", ".join(label_choice(text, question) for text in question.candidates)
        click.echo(translate("  candidates: {candidates}", candidates=labels))
    for evidence in question.evidence[:SHOWN]:
        click.echo(f"  {evidence}")
    if more := len(question.evidence) - SHOWN:
        click.echo(
            translate("  and {more} more places", more=more) if more > 0 else "", nl=more > 0
        )
    if question.effect:
        click.echo(translate("  effect: {effect}", effect=question.effect))


def ask_question(question: Question, names: Names) -> str:
    """Return a valid answer, or the key s (skip), u (undo) or q (quit).

    If an answer is not valid for the question, the reason is printed and the question is repeated.
    """
    prompt = translate(KEYS, answers=describe_answers(question))
    while True:
        said = _read_line(question.candidates, f"  {prompt}\n> ").strip()
        match said.casefold():
            case "" | "?":
                continue
            case "s" | "u" | "q" as key:
                return key
        # The name of a system must not be completed to a direction such as "A to B".
        direction = question.kind is QuestionKind.DIRECTION
        answer = complete_answer(
            restore_choice(said, question), () if direction else question.candidates
        )
        try:
            effect = check_answer(answer, question, names)
        except AnswerError as error:
            click.echo(f"  {error.what}; {error.remedy}")
            continue
        if effect.note:
            click.echo(f"  {effect.note}")
        return answer


def complete_answer(said: str, candidates: Sequence[str]) -> str:
    """Complete the user's input to a candidate, "yes" or "no"; return other input unchanged.

    A prefix is completed if exactly one candidate begins with it: "sap e" → "SAP ERP". A single
    letter is not completed, because it may be a mistyped key.
    """
    known = affirms(said)
    exact = [name for name in candidates if name.casefold() == said.casefold()]
    if exact:
        return exact[0]
    if known is not None:
        return "yes" if known else "no"
    begun = [name for name in candidates if name.casefold().startswith(said.casefold())]
    return begun[0] if len(begun) == 1 and len(said) > 1 else said


def _read_line(candidates: Sequence[str], words: str) -> str:
    """Read a line; Tab completes the candidates if Python has the module readline."""
    try:
        import readline
    except ImportError:  # Windows has no readline; complete_answer still completes prefixes
        return _read_input(words)
    readline.set_completer_delims("")
    readline.set_completer(
        lambda text, state: (
            [name for name in candidates if name.casefold().startswith(text.casefold())] + [None]
        )[state]
    )
    readline.parse_and_bind("tab: complete")
    return _read_input(words)


def _read_input(words: str) -> str:
    """Read a line; return "q" (quit) at the end of input."""
    try:
        return input(words)
    except EOFError:
        return "q"
