"""Which connector a file goes to, and why to no other."""

from collections.abc import Sequence
from fnmatch import fnmatch

from seamscope.connector import Claim, Connector, File
from seamscope.errors import UnreadableError


def claimants(
    file: File, connectors: Sequence[Connector]
) -> tuple[list[tuple[str, Claim]], list[UnreadableError]]:
    """Return each connector that claims a file, and what kept others from looking into it."""
    found: list[tuple[str, Claim]] = []
    faults: list[UnreadableError] = []
    for connector in connectors:
        try:
            claim = connector.claim(file)
        except UnreadableError as fault:
            faults.append(fault)
            continue
        except Exception as error:  # noqa: BLE001 (a connector's fault costs that file only)
            faults.append(crash(connector.name, file.path, error))
            continue
        if claim is not None:
            found.append((connector.name, claim))
    return found, faults


def declined(file: File, connectors: Sequence[Connector]) -> list[tuple[str, str]]:
    """Return why connectors that know the look of a file do not claim it, where they say so."""
    said: list[tuple[str, str]] = []
    for connector in connectors:
        try:
            reason = connector.declines(file)
        except Exception:  # noqa: BLE001 S112 (what fails here was told when it claimed)
            continue
        if reason:
            said.append((connector.name, reason))
    return said


def claimant(
    file: File, connectors: Sequence[Connector], claims: dict[str, str]
) -> tuple[str, Claim | None]:
    """Return the one connector that claims a file, "" if none does.

    Raises UnreadableError if several do, or if none does and one could not look into it.
    """
    found, faults = claimants(file, connectors)
    wanted = next((name for match, name in claims.items() if fnmatch(file.path, match)), None)
    if wanted:
        found = [(name, claim) for name, claim in found if name == wanted]
    if len(found) > 1:
        names = " and ".join(f"{name} ({claim.reason})" for name, claim in found)
        raise UnreadableError(
            f"claimed by {names}",
            remedy=f'choose with --claim "{file.path}={found[0][0]}" or `claims:` in the workspace',
            file=file.path,
        )
    if found:
        return found[0]
    if faults:
        raise faults[0]
    return "", None


def crash(name: str, path: str, error: Exception) -> UnreadableError:
    """Make the error for a connector that fails on a file; its words may hold a secret."""
    return UnreadableError(
        f"connector {name} failed ({type(error).__name__})",
        remedy="report it with the file's structure; the other files were read",
        file=path,
    )
