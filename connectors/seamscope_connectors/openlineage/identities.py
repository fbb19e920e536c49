"""Resolve datasets in OpenLineage events: symlinks, data source names and endpoints."""

from dataclasses import dataclass, field

from seamscope.connector import Doc, extract_host
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef

Identity = tuple[str, str]  # (namespace, name)


# seamscope's own export writes this name for a flow without a dataset.
UNNAMED = "(dataset not named)"


@dataclass(slots=True)
class Identities:
    """Symlinks of datasets, and data source names, from the events of all jobs."""

    symlinks: dict[Identity, Identity] = field(default_factory=dict)
    source_names: dict[str, str] = field(default_factory=dict)  # by namespace

    def record(self, dataset: Doc) -> None:
        """Record the symlinks of a dataset, and its data source unless the namespace is a URI."""
        identity = get_identity(dataset)
        for link in dataset["facets"]["symlinks"]["identifiers"]:
            if link["type"].text.upper() in {"", "TABLE"}:
                self.symlinks[identity] = get_identity(link)
        name = dataset["facets"]["dataSource"]["name"].text
        if name and "://" not in identity[0]:
            self.source_names.setdefault(identity[0], name)

    def follow_symlinks(self, identity: Identity) -> Identity:
        """Return the dataset at the end of a chain of symlinks; a cycle ends the chain."""
        seen = {identity}
        while (other := self.symlinks.get(identity)) is not None and other not in seen:
            seen.add(other)
            identity = other
        return identity

    def build_endpoint(self, identity: Identity) -> Endpoint:
        """Return the endpoint of a dataset; its namespace (URI or name) identifies the system."""
        namespace, name = self.follow_symlinks(identity)
        scheme, _, rest = namespace.partition("://")
        parts = name.split(".")
        clues = [Clue(kind=ClueKind.SOURCE, value=namespace)]
        if rest:
            clues = [
                Clue(kind=ClueKind.HOST, value=extract_host(namespace)),
                Clue(kind=ClueKind.DATABASE, value=parts[0] if len(parts) > 2 else ""),
                Clue(kind=ClueKind.CLASS, value=scheme),
            ]
        system = SystemRef(
            name=self.source_names.get(namespace, ""), clues=tuple(c for c in clues if c.value)
        )
        return Endpoint(system=system, dataset="" if name == UNNAMED else name)


def get_identity(dataset: Doc) -> Identity:
    """Return the namespace and the name of a dataset."""
    return dataset["namespace"].text, dataset["name"].text
