"""Short ways to write records, and a catalogue of three products."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
    System,
    SystemRef,
)
from seamscope.resolved import Resolved, SystemNode


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeProduct:
    """A product as the catalogue describes it."""

    name: str
    aliases: tuple[str, ...] = ()
    vendor: str = ""
    kind: str = ""
    domain: str = ""
    generic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeRecognition:
    """The result of a fake catalogue."""

    product: FakeProduct
    reason: str


SALESFORCE = FakeProduct(
    name="Salesforce",
    aliases=("SFDC", "Salesforce CRM"),
    vendor="Salesforce, Inc.",
    kind="crm",
    domain="Sales",
)
SAP_ECC = FakeProduct(name="SAP ECC", aliases=("ECC", "R/3"), vendor="SAP", kind="erp")
POSTGRES = FakeProduct(
    name="PostgreSQL", aliases=("postgres", "postgresql"), kind="database", generic=True
)
SNOWFLAKE = FakeProduct(name="Snowflake", vendor="Snowflake", kind="warehouse")
BUCKETEER = FakeProduct(name="Bucketeer", vendor="Buckets", kind="file store")
FERRY = FakeProduct(name="Acme Movers", vendor="Acme", kind="etl tool")
PRODUCTS = (SALESFORCE, SAP_ECC, POSTGRES, SNOWFLAKE, BUCKETEER, FERRY)
SAP_TABLES = frozenset({"vbak", "vbap", "kna1"})


class FakeCatalogue:
    """Knows the products above: by name, by a source, class or host, by three SAP tables."""

    def find_by_name(self, name: str) -> FakeProduct | None:
        """Return the product of a name or alias."""
        return next(
            (
                product
                for product in PRODUCTS
                if name.casefold() in {word.casefold() for word in (product.name, *product.aliases)}
            ),
            None,
        )

    def find_by_vendor(self, vendor: str, kind: str) -> None:
        return None

    def is_vendor(self, name: str) -> bool:
        """Return whether one of the products above is sold by this vendor."""
        return name.casefold() in {product.vendor.casefold() for product in PRODUCTS}

    def recognise(self, clues: Sequence[Clue], datasets: Sequence[str]) -> FakeRecognition | None:
        """Recognise the product by the first clue that identifies one, otherwise by tables."""
        for clue in clues:
            if clue.kind is ClueKind.HOST and clue.value.endswith(".my.salesforce.com"):
                return FakeRecognition(product=SALESFORCE, reason="its host")
            texts = {ClueKind.SOURCE, ClueKind.CLASS, ClueKind.PRODUCT}
            product = self.find_by_name(clue.value) if clue.kind in texts else None
            if product is not None:
                return FakeRecognition(product=product, reason=f"{clue.kind} {clue.value}")
        if {name.rsplit(".", 1)[-1].casefold() for name in datasets} >= SAP_TABLES:
            return FakeRecognition(product=SAP_ECC, reason="3 tables")
        return None


CATALOGUE = FakeCatalogue()


def at(place: str, connector: str = "") -> Evidence:
    """Evidence from "file:line"."""
    file, _, line = place.partition(":")
    return Evidence(file=file, line=int(line or 0), connector=connector)


def ref(text: str = "", **clues: str) -> SystemRef:
    """A reference by name and clues, e.g. `ref("ERP", host="erp01")`."""
    clue_list = tuple(Clue(kind=ClueKind(kind), value=value) for kind, value in clues.items())
    return SystemRef(name=text, clues=clue_list)


def service(**clues: str) -> SystemRef:
    """A reference to what its own file declares as a service, by clues."""
    return replace(ref(**clues), service=True)


def end(system: str | SystemRef, dataset: str = "") -> Endpoint:
    """One end of a flow."""
    return Endpoint(system=ref(system) if isinstance(system, str) else system, dataset=dataset)


def system(
    name: str,
    place: str = "inventory.yaml:1",
    *,
    aliases: tuple[str, ...] = (),
    connector: str = "",
    kind: str = "",
    product: str = "",
    owner: str = "",
    environment: str = "",
    state: State = State.ACTIVE,
    **clues: str,
) -> System:
    """A system that an inventory lists; clues by their kind."""
    return System(
        name=name,
        evidence=at(place, connector),
        aliases=aliases,
        clues=ref(**clues).clues,
        kind=kind,
        product=product,
        owner=owner,
        environment=environment,
        state=state,
    )


def flow(
    source: Endpoint | str,
    target: Endpoint | str,
    place: str = "flows.csv:1",
    *,
    mechanism: Mechanism = Mechanism.UNKNOWN,
    state: State = State.ACTIVE,
    frequency: str = "",
) -> Flow:
    """A flow between two ends; a string is a system's name."""
    return Flow(
        source=end(source) if isinstance(source, str) else source,
        target=end(target) if isinstance(target, str) else target,
        evidence=at(place),
        mechanism=mechanism,
        state=state,
        frequency=frequency,
    )


def table(
    home: str | SystemRef,
    name: str,
    place: str = "schema.sql:1",
    *,
    columns: str = "",
    kind: str = "table",
    owner: str = "",
) -> Dataset:
    """A dataset; columns by their names."""
    column_list = tuple(Column(name=column) for column in columns.split())
    return Dataset(
        system=ref(home) if isinstance(home, str) else home,
        name=name,
        evidence=at(place),
        columns=column_list or None,
        kind=kind,
        owner=owner,
    )


def touch(source: str, target: str, place: str) -> Dependency:
    """Two systems that are connected in an unknown way."""
    return Dependency(source=end(source), target=end(target), reason="not said", evidence=at(place))


def build_mention(home: SystemRef, place: str = "query.sql:1", dataset: str = "t") -> Record:
    """A record that mentions a system and does nothing more."""
    return Dataset(system=home, name=dataset, evidence=at(place))


def names(resolved: Resolved) -> list[str]:
    """The names of all systems."""
    return sorted(node.name for node in resolved.systems)


def list_unplaced(resolved: Resolved) -> list[str]:
    """The names of all endpoints."""
    return sorted(node.name for node in resolved.endpoints)


def get_only(resolved: Resolved, name: str) -> SystemNode:
    """The one system of a name."""
    (found,) = (node for node in resolved.systems if node.name == name)
    return found


def reasons(node: SystemNode) -> list[tuple[str, str]]:
    """The entries that were treated as this system, and the reasons."""
    return [(merge.name, merge.reason) for merge in node.merges]


def has_question(resolved: Resolved, *words: str) -> bool:
    """Whether one question has all these words."""
    return any(all(word in question.text for word in words) for question in resolved.questions)
