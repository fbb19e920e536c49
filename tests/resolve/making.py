"""Builders for records, and a fake catalogue of three products."""

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
    """A product of the fake catalogue."""

    name: str
    aliases: tuple[str, ...] = ()
    vendor: str = ""
    kind: str = ""
    domain: str = ""
    generic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeRecognition:
    """The product that the fake catalogue recognised, and the reason."""

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
    """A catalogue that knows the products above by name, by a clue such as a host, or by three SAP
    tables.
    """

    def find_by_name(self, name: str) -> FakeProduct | None:
        """Return the product with this name or alias, None if there is none."""
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
        """Return the product that the first known clue identifies, or else the product that the
        tables identify.
        """
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
    """Return evidence from a text such as `flows.csv:3`."""
    file, _, line = place.partition(":")
    return Evidence(file=file, line=int(line or 0), connector=connector)


def ref(text: str = "", **clues: str) -> SystemRef:
    """Return a reference by name and clues: `ref("ERP", host="erp01")`."""
    clue_list = tuple(Clue(kind=ClueKind(kind), value=value) for kind, value in clues.items())
    return SystemRef(name=text, clues=clue_list)


def service(**clues: str) -> SystemRef:
    """Return a reference by clues to a system that its own file declares as a service."""
    return replace(ref(**clues), service=True)


def end(system: str | SystemRef, dataset: str = "") -> Endpoint:
    """Return the source or target of a flow."""
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
    """Return a system as an inventory lists it.
    clues: values by kind of clue: `host="erp01"`.
    """
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
    """Return a flow; a string as source or target is the name of a system."""
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
    """Return a dataset.
    columns: names of its columns, separated by spaces.
    """
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
    """Return a dependency between two systems, whose direction is unknown."""
    return Dependency(source=end(source), target=end(target), reason="not said", evidence=at(place))


def build_mention(home: SystemRef, place: str = "query.sql:1", dataset: str = "t") -> Record:
    """Return a record that refers to a system and has no other content."""
    return Dataset(system=home, name=dataset, evidence=at(place))


def names(resolved: Resolved) -> list[str]:
    """Return the names of all systems, sorted."""
    return sorted(node.name for node in resolved.systems)


def list_unplaced(resolved: Resolved) -> list[str]:
    """Return the names of all endpoints, sorted."""
    return sorted(node.name for node in resolved.endpoints)


def get_only(resolved: Resolved, name: str) -> SystemNode:
    """Return the only system with this name."""
    (found,) = (node for node in resolved.systems if node.name == name)
    return found


def reasons(node: SystemNode) -> list[tuple[str, str]]:
    """Return the names that were merged into a system, each with the reason."""
    return [(merge.name, merge.reason) for merge in node.merges]


def has_question(resolved: Resolved, *words: str) -> bool:
    """Return whether one question contains all these words."""
    return any(all(word in question.text for word in words) for question in resolved.questions)
