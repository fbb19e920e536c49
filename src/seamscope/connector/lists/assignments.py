"""Recognise lists that assign ids or technical accounts to systems of other lists."""

from collections.abc import Mapping

from seamscope.connector.lists.headings import Heading

PLACES = frozenset({"hosts", "databases"})


def is_parts(headings: Mapping[int, Heading]) -> bool:
    """Return whether a table lists parts of systems: part id, part name and system id."""
    found = [heading for heading in headings.values() if heading.part == "id" and not heading.side]
    own = [heading for heading in found if heading.thing and heading.interfaces == "name"]
    named = any(heading.part == "name" and not heading.side for heading in headings.values())
    return bool(own) and any(h.thing and not h.interfaces for h in found) and named


def find_parts(headings: Mapping[int, Heading]) -> dict[str, tuple[int, ...]]:
    """Return the columns of a list of parts of systems, by role.

    The roles are "id" (of the part), "system_id" and "name" (of the part).
    """
    ids = [(at, h) for at, h in headings.items() if h.part == "id" and not h.side and h.thing]
    return {
        "id": tuple(at for at, h in ids if h.interfaces == "name")[:1],
        "system_id": tuple(at for at, h in ids if not h.interfaces)[:1],
        "name": tuple(at for at, h in headings.items() if h.part == "name" and not h.side)[:1],
    }


def find_accounts(headings: Mapping[int, Heading]) -> dict[str, tuple[int, ...]]:
    """Return the columns of a list of technical accounts, {} for any other list.

    Each row begins with an account and contains the application that uses it: "Account |
    Application | Purpose". A list of databases is excluded, because its accounts may belong to
    anyone who connects.
    """
    accounts = [at for at, heading in sorted(headings.items()) if heading.systems == "accounts"]
    names = [
        at for at, heading in sorted(headings.items())
        if heading.systems == "name" and heading.thing and heading.side is None
    ]  # fmt: skip
    placed = any(heading.systems in PLACES for heading in headings.values())
    if len(accounts) != 1 or len(names) != 1 or accounts[0] > names[0] or placed:
        return {}
    return {"account": (accounts[0],), "name": (names[0],)}
