"""The nodes and edges that `resolve` builds from records. All later stages use them.

Ids are readable slugs. An id is unique among objects of the same kind. Every list is sorted by id.
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
    Measurement,
    Mechanism,
    State,
)


class KnownFrom(StrEnum):
    """The origin of a system."""

    DECLARED = "declared"  # in an inventory, a model, a flow, or from the user
    RECOGNISED = "recognised"  # by its product; one system per product and account
    INFERRED = "inferred"  # configuration declares it as an application's database or service


class Severity(StrEnum):
    """The importance of a finding for the decision about the POC."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Merge:
    """A name that was merged into a system, and the reason."""

    name: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NearMiss:
    """A name that was not merged into a system, although some evidence suggests it."""

    name: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemNode:
    """A system. Empty strings mean unknown.

    name: the name in poc.yaml, or else the name that most files use.
    listed_as: the name that most files use, if poc.yaml has another.
    merges: names that were merged into the system.
    near: names that may mean the system but were not merged.
    environments: environments besides production, such as test.
    """

    id: str
    name: str
    listed_as: str = ""
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

    @property
    def common_name(self) -> str:
        """The name that most files use; ids and decisions are built from it."""
        return self.listed_as or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointNode:
    """A host, database, bucket, connection… that no evidence assigns to a system.

    Flows may begin or end at an endpoint. An endpoint leads to a question. It is neither treated as
    a system nor estimated. Ids of endpoints and systems differ, so `End.system` can be either.
    """

    id: str
    name: str
    kind: ClueKind
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetProfile:
    """One profile of a dataset, with the fields of `records.Profile`."""

    rows: int | None = None
    sampled: int | None = None
    measured: str = ""
    tool: str = ""
    newest: str = ""
    stale: bool | None = None
    measurements: tuple[Measurement, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetNode:
    """A dataset of a system.

    system: id of the system.
    columns: None if not known.
    profiles: the measurements of the dataset, the oldest first.
    """

    id: str
    system: str
    name: str
    kind: str = "table"
    columns: tuple[Column, ...] | None = None
    entity: str = ""
    owner: str = ""
    classification: str = ""
    evidence: tuple[Evidence, ...] = ()
    profiles: tuple[DatasetProfile, ...] = ()


def describe_dataset(name: str, system: str) -> str:
    """Return a phrase for a dataset that cannot be mistaken for the name of a system.

    ``describe_dataset("ACCOUNT", "Salesforce")`` → ``dataset ACCOUNT of Salesforce``

    system: name of the dataset's system, "" if unknown.
    """
    return f"dataset {name} of {system}" if system else f"dataset {name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceNode:
    """An interface that a system offers, such as an API.

    operations: number of operations.
    """

    id: str
    system: str
    name: str
    protocol: str = ""
    operations: int = 0
    entities: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    state: State = State.ACTIVE
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_described(self) -> bool:
        """Whether the contract is known, that is, operations or entities and not only a name."""
        return bool(self.operations or self.entities)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class End:
    """One end of a flow or dependency.

    system: id of a system or endpoint.
    dataset: id of one of its datasets, "" if unknown.
    """

    system: str
    dataset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """Runs of a flow's SQL according to query logs.

    users: number of accounts that ran it. Their names are left out, because they may identify
    people.
    first, last: ISO date or time of the first and last run, "" if the logs have none.
    """

    count: int
    users: int = 0
    roles: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEdge:
    """A movement of data from source to target.

    derived: whether it is an end-to-end flow, joined from flows through the systems in `via`.
    routes: names of the routes, pipelines or DAGs that move it.
    error_handling: what happens if the movement fails, as written in the sources.
    after_failure: whether it only happens after another movement failed.
    stops: the topics, channels and files of hubs that a derived flow passes through, in this order.
    intent: whether a person declares it to be built or replaced.
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
    error_handling: tuple[str, ...] = ()
    after_failure: bool = False
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
    runs: RunSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyEdge:
    """A relation of two ends: data moves in an unknown direction, or does not move.

    reason: the reason for the relation.
    written: entities that both endpoints write, in any dataset.
    moves_data: False if one endpoint only needs, hosts, signs on to or monitors the other.
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
    """The subject of a question, which determines the valid answers."""

    SAME_SYSTEM = "same_system"  # are the candidates one system? yes or no
    PLACE = "place"  # which system does this endpoint or name belong to? a name, or no
    DATASET = "dataset"  # which dataset of the system does this name refer to? a name, or no
    STATE = "state"  # is the system or flow in operation? a state
    DIRECTION = "direction"  # in which direction does the data move? a to b, b to a, both or none
    CONTENT = "content"  # which content moves which way? one of the candidates
    MASTER = "master"  # which system is the master of the entity? a name
    RELEASE = "release"  # who may approve the change for production? a name
    ATTRIBUTE = "attribute"  # which value of an attribute is right, if sources disagree? a value
    UNREAD = (
        "unread"  # does a file that was not read contain anything more? nothing, or who read it
    )
    FACT = "fact"  # what is the value of a fact that is missing in the estimate? free text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that the inputs cannot answer.

    id: readable and stable, built from the kind and the names in question ("" until assigned).
    candidates: names to choose from.
    effect: a description of the effect of an answer.
    weight: importance for the landscape, larger is more important.
    about: ids of the systems, endpoints, datasets, flows or integrations that it concerns.
    subject: the name, attribute or entity that is in question, if `about` is not sufficient.
    clues: hosts, databases and others that will belong to the system named in the answer.
    variance_share: share of the total's variance that an answer removes, 0..1, None if not
        computed.
    key: the file and the key under which the answer can be written.
    decision: probability that an answer changes the decision in poc.yaml, 0..1.
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
class Acceptance:
    """A person's acceptance of a finding.

    expires: the last day on which it is valid (YYYY-MM-DD).
    expired: whether this day had passed when the survey or the check was made.
    """

    statement: str
    author: str
    expires: str
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem that makes an integration expensive or risky.

    id: such as "F-7KQ3M", "" until assigned. It stays the same if there are more or fewer findings.
    accepted: the acceptance in `seamscope.yaml`, None if it is not accepted.
    """

    severity: Severity
    what: str
    where: tuple[str, ...] = ()
    remedy: str = ""
    evidence: tuple[Evidence, ...] = ()
    id: str = ""
    accepted: Acceptance | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether a person accepts the finding; False once the acceptance has expired.

        Accepted findings are not counted, and do not fail a gate.
        """
        return self.accepted is not None and not self.accepted.expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The merged content of all sources. Each system, dataset and flow occurs once."""

    systems: tuple[SystemNode, ...] = ()
    endpoints: tuple[EndpointNode, ...] = ()
    datasets: tuple[DatasetNode, ...] = ()
    interfaces: tuple[InterfaceNode, ...] = ()
    flows: tuple[FlowEdge, ...] = ()
    dependencies: tuple[DependencyEdge, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
