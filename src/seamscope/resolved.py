"""What `resolve` makes of records: the nodes and edges every later stage shares.

Ids are readable slugs, unique within their kind; every list is sorted by id.
"""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Column,
    ColumnEdge,
    Evidence,
    Intent,
    Mechanism,
    State,
)


class KnownFrom(StrEnum):
    """Why a system is in the landscape."""

    DECLARED = "declared"  # somebody lists it
    RECOGNISED = "recognised"  # a product of the catalogue: one system per product and account
    INFERRED = "inferred"  # its own file declares it as an application's database or service


class Severity(StrEnum):
    """How much a finding matters to the board."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Merge:
    """One name that was taken for a system, and why."""

    name: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NearMiss:
    """One name that was not taken for a system though something speaks for it, and what."""

    name: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemNode:
    """One system. Empty strings mean nobody said; `near`: names that nearly were joined to it."""

    id: str
    name: str
    kind: str = ""
    product: str = ""
    vendor: str = ""
    domain: str = ""
    owner: str = ""
    support: str = ""
    criticality: str = ""
    hosting: str = ""
    classification: str = ""
    documentation: str = ""
    lifecycle: State = State.ACTIVE
    environments: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()
    near: tuple[NearMiss, ...] = ()
    known_from: KnownFrom = KnownFrom.DECLARED
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointNode:
    """A host, database, bucket, connection… that no evidence places in a system.

    Flows may end at it; it is listed and asked about, never counted as a system or estimated.
    Ids of endpoints and systems never collide, so that `End.system` holds either.
    """

    id: str
    name: str
    kind: ClueKind
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetNode:
    """One dataset of one system (`system` is its id). `columns` None: not known."""

    id: str
    system: str
    name: str
    kind: str = "table"
    columns: tuple[Column, ...] | None = None
    entity: str = ""
    owner: str = ""
    classification: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceNode:
    """One contract that a system offers."""

    id: str
    system: str
    name: str
    protocol: str = ""
    operations: int = 0
    entities: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    state: State = State.ACTIVE
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class End:
    """One end of an edge: ids of a system and, if known, of one of its datasets ("")."""

    system: str
    dataset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEdge:
    """Data moves from source to target. `derived`: an end-to-end flow over `via` systems.

    routes: names of the routes, pipelines or DAGs that move it; stops: the topics, channels and
    files of hubs that a derived flow passes, in their order; intent: whether a person declares it
    to be built or replaced.
    """

    id: str
    source: End
    target: End
    mechanism: Mechanism = Mechanism.UNKNOWN
    technology: str = ""
    frequency: str = ""
    latency: str = ""
    volume: str = ""
    authentication: str = ""
    entities: tuple[str, ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    lookups: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    stops: tuple[End, ...] = ()
    derived: bool = False
    state: State = State.ACTIVE
    certainty: Certainty = Certainty.CERTAIN
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    intent: Intent = Intent.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyEdge:
    """Two ends touch; the direction of the data is not known, for `reason`.

    written: entities that both ends write, wherever these are kept; moves_data: False where one
    end only needs, hosts, signs on to or watches the other.
    """

    id: str
    source: End
    target: End
    reason: str
    mechanism: Mechanism = Mechanism.UNKNOWN
    technology: str = ""
    written: tuple[str, ...] = ()
    state: State = State.ACTIVE
    moves_data: bool = True
    evidence: tuple[Evidence, ...] = ()


class QuestionKind(StrEnum):
    """What an answer settles, and so which answers are valid."""

    SAME_SYSTEM = "same_system"  # are the candidates one system? yes or no
    PLACE = "place"  # which system does this endpoint or name belong to? a name, or no
    STATE = "state"  # is it still alive? a state
    DIRECTION = "direction"  # which way does the data go? a to b, b to a, both or none
    MASTER = "master"  # which system is the master of the entity? a name
    RELEASE = "release"  # who may release the change? a name
    ATTRIBUTE = "attribute"  # sources disagree on an attribute; a value
    FACT = "fact"  # a fact that the estimate lacks; free text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something only people can answer.

    id: readable and stable, made of the kind and the names asked about ("" until it is given
    one); candidates: the answers to choose from, as names; effect: what an answer changes, in
    words; weight: how much the answer matters for the landscape, larger first;
    about: ids of the systems, endpoints, datasets, flows or integrations it concerns;
    subject: what is asked about where `about` does not say it: a name, an attribute, an entity;
    clues: what belongs to the system that an answer names;
    variance_share: share of the total's variance an answer removes, 0..1, None if not computed;
    key: the key that answers it, and in which file; decision: probability that an answer changes
    the decision that poc.yaml names, 0..1.
    """

    text: str
    kind: QuestionKind = QuestionKind.FACT
    id: str = ""
    candidates: tuple[str, ...] = ()
    effect: str = ""
    weight: float = 0.0
    about: tuple[str, ...] = ()
    subject: str = ""
    clues: tuple[Clue, ...] = ()
    variance_share: float | None = None
    evidence: tuple[Evidence, ...] = ()
    key: str = ""
    decision: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that makes a seam expensive or risky."""

    severity: Severity
    what: str
    where: tuple[str, ...] = ()
    remedy: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The whole of what the sources say, each system, dataset and flow once."""

    systems: tuple[SystemNode, ...] = ()
    endpoints: tuple[EndpointNode, ...] = ()
    datasets: tuple[DatasetNode, ...] = ()
    interfaces: tuple[InterfaceNode, ...] = ()
    flows: tuple[FlowEdge, ...] = ()
    dependencies: tuple[DependencyEdge, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
