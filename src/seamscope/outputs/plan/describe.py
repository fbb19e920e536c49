"""Build the description of a task: entities, mechanism, owner and open questions.

The data in each direction is described in the same words as on the board page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.knowledge.ratings import is_protected
from seamscope.outputs.plan.paths import Way
from seamscope.outputs.views.board_rows import READS, WRITES, BoardRow, Movement, build_rows
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import EffortRow, Role, list_effort_rows, name_mechanism
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.resolved import FlowEdge, SystemNode
from seamscope.wording import translate, translate_term

QUESTIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts of a survey that descriptions look up.

    poc: name of the POC, "" if there is no POC.
    protected: ids of the connected systems with personal or confidential data.
    """

    survey: Survey
    poc: str
    systems: dict[str, SystemNode]
    flows: dict[str, tuple[FlowEdge, ...]]
    estimates: dict[str, Estimate]
    questions: dict[str, tuple[str, ...]]
    rows: dict[str, BoardRow]
    protected: tuple[str, ...]

    @classmethod
    def index(cls, survey: Survey) -> "Facts":
        """Index a survey by id, once for all descriptions."""
        systems = {node.id: node for node in survey.systems}
        flows = {flow.id: flow for flow in survey.flows}
        own = systems.get(survey.surface.poc)
        questions: dict[str, list[str]] = {}
        for question in rank_questions(survey):
            for key in question.about:
                questions.setdefault(key, []).append(question.text)
        return cls(
            survey=survey,
            poc=own.name if own else "",
            systems=systems,
            flows={
                item.id: tuple(flows[key] for key in item.flows if key in flows)
                for item in survey.integrations
            },
            estimates={item.integration: item for item in list_counted_estimates(survey)},
            questions={key: tuple(texts) for key, texts in questions.items()},
            rows={row.label: row for row in build_rows(survey)} if own else {},
            protected=tuple(_list_protected(survey, systems)),
        )

    def get_name(self, key: str) -> str:
        """Return the name of a system by id, or the id if there is no such system."""
        return self.systems[key].name if key in self.systems else key

    def find_other(self, row: EffortRow) -> tuple[str, str]:
        """Return the id and the name of the system that an integration connects to the POC.

        Without a POC, return the id and the name of the source.
        """
        poc = self.survey.surface.poc
        key = row.target if row.source == poc else row.source
        return key, self.get_name(key)

    def list_affected(self) -> list[str]:
        """Return the systems to test again; the build changes them or data that they read."""
        touched = {
            side
            for row in list_effort_rows(self.survey)
            if row.role in {Role.BUILD, Role.TEST_AGAIN}
            for side in (row.source, row.target)
        }
        return sorted(self.get_name(key) for key in touched - {self.survey.surface.poc})

    def list_tested_integrations(self) -> list[str]:
        """Return the existing integrations to test again, each with its id."""
        rows = list_effort_rows(self.survey)
        return [f"{row.label} {row.systems}" for row in rows if row.role is Role.TEST_AGAIN]

    def list_replaced(self) -> list[str]:
        """Return what the build replaces: systems, the current access to systems, and contracts."""
        today = [
            f"{item.how.removeprefix('none, ')} ({self.get_name(item.system)})"
            for item in self.survey.surface.today
        ]
        cost = self.survey.totals.run_cost if self.survey.totals else None
        ended = (saved.what for saved in (cost.savings if cost else ()) if saved.from_month)
        systems = map(self.get_name, self.survey.surface.replaced)
        return [*dict.fromkeys((*systems, *today)), *ended]


def _list_protected(survey: Survey, systems: dict[str, SystemNode]) -> Iterator[str]:
    build = set(survey.surface.build)
    ends = {end for item in survey.integrations if item.id in build for end in item.systems}
    for key in sorted((ends & systems.keys()) - {survey.surface.poc}):
        if is_protected(systems[key].classification):
            yield key


def describe_integration(
    row: EffortRow, system: str, facts: Facts, way: Way | None = None
) -> tuple[str, ...]:
    """Return the lines that every task of an integration has in its description.

    way: the direction that a task is about; None for a task about all directions.
    """
    shown = facts.rows.get(row.label)
    owner = shown.card.owner if shown else ""
    owner = owner or (facts.systems[system].owner if system in facts.systems else "")
    moved = [
        *([(READS, shown.reads)] if shown and way is not Way.WRITE else []),
        *([(WRITES, shown.writes)] if shown and way is not Way.READ else []),
    ]
    lines = [_describe_movement(verb, movement) for verb, movement in moved if movement]
    return (
        *(lines or _describe_flows(row, facts)),
        translate("Owner: {owner}", owner=owner or translate("no name given")),
        *(
            translate("Open question: {question}", question=text)
            for text in facts.questions.get(row.integration, ())[:QUESTIONS]
        ),
    )


def _describe_movement(verb: str, movement: Movement) -> str:
    what = ", ".join(movement.what) or translate("unspecified data")
    how = ", ".join(movement.how) or translate("not known")
    return translate(
        "Entities: {verb} {what}; mechanism: {how}", verb=translate_term(verb), what=what, how=how
    )


def _describe_flows(row: EffortRow, facts: Facts) -> Iterator[str]:
    """Yield entities and mechanism of an integration whose directions are not known."""
    flows = facts.flows.get(row.integration, ())
    entities = dict.fromkeys(entity for flow in flows for entity in flow.entities)
    yield translate("Entities: {entities}", entities=", ".join(entities) or translate("not known"))
    how = dict.fromkeys(
        " ".join(filter(None, (flow.technology or name_mechanism(flow.mechanism), flow.frequency)))
        for flow in flows
    )
    yield translate(
        "Mechanism: {how}",
        how=", ".join(how) or ", ".join(row.mechanisms) or translate("not known"),
    )
