"""The data of the board page: a row for each integration to build, the total, missing facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.board_rows import BoardRow, build_rows, list_left_out
from seamscope.outputs.views.composition import Composition, compose_total
from seamscope.outputs.views.display_names import load_board_knowledge
from seamscope.outputs.views.effort_rows import Role, list_effort_rows
from seamscope.outputs.views.next_steps import count_inputs, rank_questions
from seamscope.outputs.views.regression import price_regression
from seamscope.outputs.views.roadmaps import describe_go_live
from seamscope.outputs.views.total import Total, compute_total
from seamscope.outputs.views.verdict import give_verdict
from seamscope.readiness import ReadinessState
from seamscope.resolved import Question
from seamscope.wording import format_days, translate, translate_term

ONE_WAY = frozenset({Direction.A_TO_B, Direction.B_TO_A})
NOT_IN_SCOPE = "not in your scope yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that the board page shows.

    verdict: the advice and what it is about.
    hidden: number of integrations without a row.
    one_way: without a total, if the rows are two-way: number of integrations that have no row
    because data moves one way.
    not_two_way: in the same case, number of integrations that have no row for other reasons, such
    as an unknown direction.
    to_test: number of existing integrations that read what the POC will write.
    indirect: number of integrations that pass this data on.
    distant: how many of the indirect integrations do not involve a system of a row.
    test_days: person-days at P50 for testing the integrations in `to_test`, part of the total.
    composition: the parts of the total.
    go_live: when the POC goes live, "" if unknown.
    is_late: whether the go-live is after its target.
    forgotten: systems that the POC does not mention, and the reasons why it should.
    unpriced: work that is not in the scope yet, with its days, "" if none.
    questions: the open questions, the most important first.
    inputs: for each question about unread inputs, by its text, the number of inputs.
    contradicted: for each contradicted line of the checklist, the statements that disagree.
    unknown: open lines of the checklist.
    """

    title: str
    verdict: str
    poc: str
    rows: tuple[BoardRow, ...]
    hidden: int
    one_way: int
    not_two_way: int
    to_test: int
    indirect: int
    distant: int
    test_days: float
    total: Total | None
    composition: Composition | None
    go_live: str
    is_late: bool
    forgotten: tuple[tuple[str, str], ...]
    unpriced: str
    questions: tuple[Question, ...]
    inputs: Mapping[str, int]
    contradicted: tuple[str, ...]
    unknown: tuple[str, ...]
    answered: int

    @property
    def two_way(self) -> int:
        """The number of rows in which data moves both ways."""
        return sum(row.two_way for row in self.rows)


def build_board(survey: Survey) -> Board:
    """Return the data of the board page.

    Its rows are the integrations to build, sorted by effort. Without a total, they are the two-way
    integrations, sorted by score.
    """
    rows, table = build_rows(survey), list_effort_rows(survey)
    one_way = [row.direction in ONE_WAY for row in list_left_out(survey)]
    poc = survey.surface.poc
    names = {node.id: node.name or node.id for node in survey.endpoints}
    names |= {node.id: node.name or node.id for node in survey.systems}
    shown = rows if survey.totals else rows[: load_board_knowledge().ranked_without_poc]
    indirect = {row.integration for row in table if row.role is Role.INDIRECT}
    lines = survey.readiness
    go_live, is_late = describe_go_live(survey)
    return Board(
        title=survey.meta.title
        or (names.get(poc, poc) if poc else translate("Integration landscape")),
        verdict=give_verdict(survey).headline,
        poc=names.get(poc, poc) if poc else "",
        rows=shown,
        hidden=len(rows) - len(shown),
        one_way=sum(one_way),
        not_two_way=len(one_way) - sum(one_way),
        to_test=sum(row.role is Role.TEST_AGAIN for row in table),
        indirect=len(indirect),
        distant=len(indirect - {one.integration for row in rows for one in row.neighbours}),
        test_days=price_regression(survey),
        total=compute_total(survey),
        composition=compose_total(survey),
        go_live=go_live,
        is_late=is_late,
        forgotten=tuple(
            (names.get(item.system, item.system), item.reason) for item in survey.surface.forgot
        ),
        unpriced=_describe_unpriced(survey),
        questions=rank_questions(survey),
        inputs=count_inputs(survey),
        contradicted=tuple(
            line.answer for line in lines if line.state is ReadinessState.CONTRADICTED
        ),
        unknown=tuple(
            translate_term(line.line) for line in lines if line.state is ReadinessState.OPEN
        ),
        answered=sum(line.state is ReadinessState.ANSWERED for line in lines),
    )


def _describe_unpriced(survey: Survey) -> str:
    """Return the work that is not in the scope yet, with its days; "" if none.

    For example, "not in your scope yet: monitoring: + 1–5 person-days".
    """
    lines = survey.ledger.scope if survey.ledger else ()
    return "; ".join(
        translate(
            "{line}: + {low}–{high} person-days",
            line=line.name,
            low=format_days(line.days[0]),
            high=format_days(line.days[1]),
        )
        for line in lines
        if line.name.startswith(NOT_IN_SCOPE)
    )
