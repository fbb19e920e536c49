"""The lists below the rows of the board page: forgotten systems, questions, contradictions."""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.outputs.views.board import Board
from seamscope.outputs.views.next_steps import shorten_question
from seamscope.resolved import Question
from seamscope.wording import format_percent, translate


@dataclass(frozen=True, slots=True, kw_only=True)
class FootItem:
    """One list entry: a head (a name or a share) and its text.

    alarming: whether the entry is red.
    """

    head: str
    words: str
    alarming: bool = False


def list_foot(board: Board) -> Iterator[tuple[str, list[FootItem]]]:
    """Yield each list with its heading; without a POC, the first list says how to specify one."""
    if board.poc:
        yield translate("NOT MENTIONED BY THE POC: DECIDE WHETHER IN SCOPE"), _list_forgotten(board)
    else:
        yield (
            translate("NO POC WAS GIVEN"),
            [
                FootItem(
                    head="",
                    words=translate(
                        "Add --poc poc.yaml (seamscope init writes one) to see the integrations "
                        "that your POC needs, their total, and what production needs beyond the "
                        "POC."
                    ),
                )
            ],
        )
    valued = any(question.variance_share for question in board.questions)
    yield (
        translate("ASK FIRST (share of the uncertainty)") if valued else translate("ASK FIRST"),
        _list_questions(board),
    )
    checklist = translate(
        "READINESS: {answered} ANSWERED, {unknown} OPEN, {contradicted} CONTRADICTED",
        contradicted=len(board.contradicted),
        answered=board.answered,
        unknown=len(board.unknown),
    )
    yield (
        checklist if board.poc else translate("READINESS: NOT EVALUATED"),
        _list_contradictions(board),
    )


def _list_forgotten(board: Board) -> list[FootItem]:
    return [
        FootItem(head=name or translate("Monitoring"), words=reason)
        for name, reason in board.forgotten
    ]


def _list_questions(board: Board) -> list[FootItem]:
    return [
        FootItem(head=_write_share(asked, board), words=shorten_question(asked))
        for asked in board.questions
    ]


def _write_share(asked: Question, board: Board) -> str:
    """Return the share of a question, such as "14 %" or, for each of three inputs, "3 × 6 %"."""
    count = board.inputs.get(asked.text, 1)
    share = (asked.variance_share or 0.0) / count
    if not share:
        return ""
    return f"{count} × {format_percent(share)} %" if count > 1 else f"{format_percent(share)} %"


def _list_contradictions(board: Board) -> list[FootItem]:
    if not board.poc:
        return [
            FootItem(head="", words=translate("The checklist compares the POC with the sources."))
        ]
    return [
        *(
            FootItem(
                head=translate("contradicted"), words=f"{why[:1].upper()}{why[1:]}", alarming=True
            )
            for why in board.contradicted
        ),
        *(FootItem(head=translate("open"), words=line) for line in board.unknown),
    ]
