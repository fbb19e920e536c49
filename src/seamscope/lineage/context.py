"""What all queries together say: columns of tables, remote systems by name, results of routines."""

from dataclasses import dataclass, field

from seamscope.lineage.model import Name, Read, fold
from seamscope.lineage.remote import Remote


@dataclass(slots=True)
class Context:
    """Definitions that any statement of any file may need; names are folded.

    columns: under every ending of a table's name; remotes: linked servers, links, foreign
    servers, connections, stages, by name; prefixes: catalogs and schemas that stand for a remote
    one; synonyms: further names of tables; results: what routines return.
    """

    columns: dict[Name, tuple[str, ...]] = field(default_factory=dict)
    remotes: dict[str, Remote] = field(default_factory=dict)
    prefixes: dict[Name, Name] = field(default_factory=dict)
    synonyms: dict[Name, Name] = field(default_factory=dict)
    results: dict[Name, Read] = field(default_factory=dict)

    def learn(self, name: Name, columns: tuple[str, ...]) -> None:
        """Add a table's columns under every ending of its name; the first keeps an ending."""
        folded = fold(name)
        for start in range(len(folded)):
            self.columns.setdefault(folded[start:], columns)

    def define(self, remote: Remote) -> None:
        """Add a remote system; of two that disagree on what a name stands for, only that stays."""
        key = remote.name.casefold()
        known = self.remotes.setdefault(key, remote)
        if known != remote:
            self.remotes[key] = known.common(remote)

    def returns(self, name: Name, read: Read) -> None:
        """Add what a routine returns, under every ending of its name."""
        folded = fold(name)
        for start in range(len(folded)):
            self.results.setdefault(folded[start:], read)

    def result(self, name: Name) -> Read | None:
        """Return what a routine is known to return."""
        folded = tuple(part for part in fold(name) if part)
        for start in range(len(folded)):
            if (found := self.results.get(folded[start:])) is not None:
                return found
        return None

    def absorb(self, other: "Context") -> None:
        """Take in what another process learned; what is known already stays."""
        for name, columns in other.columns.items():
            self.columns.setdefault(name, columns)
        for remote in other.remotes.values():
            self.define(remote)
        for key, value in other.prefixes.items():
            self.prefixes.setdefault(key, value)
        for key, value in other.synonyms.items():
            self.synonyms.setdefault(key, value)
        for key, read in other.results.items():
            self.results.setdefault(key, read)
