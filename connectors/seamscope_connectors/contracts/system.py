"""Identify the system that a contract describes."""

from seamscope.records import Clue, ClueKind, SystemRef


def identify_system(title: str, stem: str, host: str, provider: str = "") -> SystemRef:
    """Return the system of a contract, identified by its host, its title or its file name.

    provider: the system that offers the API according to its description, "" if it names none.
    """
    clues = (
        (ClueKind.HOST, host),
        (ClueKind.SOURCE, provider),
        (ClueKind.SOURCE, title),
        (ClueKind.FOLDER, stem if not title else ""),
    )
    found = tuple(Clue(kind=kind, value=value) for kind, value in clues if value)
    return SystemRef(clues=found, service=True)
