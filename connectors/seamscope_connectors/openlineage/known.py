"""What events say of datasets: other names, how their sources are called, where they live."""

from dataclasses import dataclass, field

from seamscope.connector import Doc, host_of
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef

Identity = tuple[str, str]  # namespace and name


UNNAMED = "(dataset not named)"  # what seamscope writes where a flow names a system only


@dataclass(slots=True)
class Known:
    """What the events of all jobs say of datasets: which are the same, how sources are called."""

    same: dict[Identity, Identity] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)  # by namespace

    def take(self, dataset: Doc) -> None:
        """Keep a dataset's other names and, where the namespace is no URI, its source's name."""
        identity = identity_of(dataset)
        for link in dataset["facets"]["symlinks"]["identifiers"]:
            if link["type"].text.upper() in {"", "TABLE"}:
                self.same[identity] = identity_of(link)
        name = dataset["facets"]["dataSource"]["name"].text
        if name and "://" not in identity[0]:
            self.called.setdefault(identity[0], name)

    def canonical(self, identity: Identity) -> Identity:
        """Follow the other names of a dataset to the last."""
        seen = {identity}
        while (other := self.same.get(identity)) is not None and other not in seen:
            seen.add(other)
            identity = other
        return identity

    def end(self, identity: Identity) -> Endpoint:
        """Return a dataset's system by its namespace: scheme and host, or a name of its own."""
        namespace, name = self.canonical(identity)
        scheme, _, rest = namespace.partition("://")
        parts = name.split(".")
        clues = [Clue(kind=ClueKind.SOURCE, value=namespace)]
        if rest:
            clues = [
                Clue(kind=ClueKind.HOST, value=host_of(namespace)),
                Clue(kind=ClueKind.DATABASE, value=parts[0] if len(parts) > 2 else ""),
                Clue(kind=ClueKind.CLASS, value=scheme),
            ]
        system = SystemRef(
            name=self.called.get(namespace, ""), clues=tuple(c for c in clues if c.value)
        )
        return Endpoint(system=system, dataset="" if name == UNNAMED else name)


def identity_of(dataset: Doc) -> Identity:
    """Return what tells a dataset: its namespace and its name."""
    return dataset["namespace"].text, dataset["name"].text
