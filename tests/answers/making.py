"""Questions and landscapes small enough to check by hand."""

from seamscope.answers import Asked, Names
from seamscope.records import ClueKind, Evidence, Mechanism
from seamscope.resolved import (
    DependencyEdge,
    End,
    EndpointNode,
    FlowEdge,
    Question,
    QuestionKind,
    Resolved,
    SystemNode,
)


def at(place: str, connector: str = "tables") -> Evidence:
    """Return the evidence for a place such as `apps.csv:3`."""
    file, _, line = place.partition(":")
    return Evidence(file=file, line=int(line or 0), connector=connector)


def question(
    key: str, kind: str = "same_system", *, weight: float = 1.0, **more: object
) -> Question:
    """Return a question with an id, by default whether Crewing and Tolling are one system."""
    result: dict[str, object] = {
        "text": f"What about {key}?",
        "candidates": ("Crewing", "Tolling"),
        "about": ("crewing", "tolling"),
        "evidence": (at("apps.csv:3"), at("cmdb.csv:9")),
        "effect": "two systems become one",
    }
    return Question(id=key, kind=QuestionKind(kind), weight=weight, **(result | more))  # type: ignore[arg-type]


def landscape() -> Resolved:
    """Return three systems, one endpoint, an undirected edge and a flow of unknown state."""
    return Resolved(
        systems=(
            SystemNode(id="crewing", name="Crewing", aliases=("Crew desk",)),
            SystemNode(id="ledger", name="Ledger"),
            SystemNode(id="tolling", name="Tolling"),
        ),
        endpoints=(EndpointNode(id="plnsql02", name="plnsql02", kind=ClueKind.HOST),),
        flows=(
            FlowEdge(
                id="crewing>ledger:file",
                source=End(system="crewing"),
                target=End(system="ledger"),
                mechanism=Mechanism.FILE,
                evidence=(at("flows.csv:4"),),
            ),
        ),
        dependencies=(
            DependencyEdge(
                id="crewing~tolling",
                source=End(system="crewing"),
                target=End(system="tolling"),
                reason="an old drawing",
                evidence=(at("flows.csv:2"),),
            ),
        ),
    )


def index_questions(*questions: Question, resolved: Resolved | None = None) -> dict[str, Asked]:
    """Return the questions by id, each together with the names of a landscape.

    resolved: the landscape, `landscape()` if None.
    """
    names = Names(resolved or landscape())
    return {one.id: Asked(question=one, names=names) for one in questions}
