"""Which connector a file goes to, and why to no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from seamscope.connector import Claim, Connector, File
from seamscope.errors import UnreadableError, locate_error


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOwner:
    """Who gets a file, by which claim, and who else claims it.

    rivals: the connectors whose claims fit as closely, so that only their names decided; others:
    those whose claims fit less closely; crashes: the errors of connectors that failed on the file.
    """

    connector: str
    claim: Claim
    rivals: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    crashes: tuple[UnreadableError, ...] = ()


class ConnectorCrashError(UnreadableError):
    """A connector failed in a way that its author did not foresee."""


def list_claimants(
    file: File, connectors: Sequence[Connector]
) -> tuple[list[tuple[str, Claim]], list[UnreadableError]]:
    """Return each connector that claims a file, and what kept others from looking into it.

    The one that gets the file stands first: the closest fit, then by name.
    """
    found: list[tuple[str, Claim]] = []
    faults: list[UnreadableError] = []
    for connector in connectors:
        try:
            if (claim := connector.claim(file)) is not None:
                found.append((connector.name, _check_claim(claim)))
        except UnreadableError as fault:
            faults.append(fault)
        except Exception as error:  # noqa: BLE001 (a connector's fault costs that file only)
            faults.append(build_crash_error(connector.name, file.path, error))
    return sorted(found, key=lambda one: (-one[1].fit, one[0])), faults


def _check_claim(claim: object) -> Claim:
    """Return the claim; raise TypeError if a connector returned something else."""
    if not isinstance(claim, Claim):
        raise TypeError
    return claim


def list_refusals(file: File, connectors: Sequence[Connector]) -> list[tuple[str, str]]:
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


def choose_claimant(
    file: File, connectors: Sequence[Connector], claims: dict[str, str]
) -> FileOwner | None:
    """Return who gets a file, None if nobody claims it.

    claims: pattern -> name of the connector that gets a file which several claim. Raises
    UnreadableError if none claims it and one could not look into it.
    """
    found, faults = list_claimants(file, connectors)
    wanted = next((name for match, name in claims.items() if fnmatch(file.path, match)), None)
    if wanted:
        found = [(name, claim) for name, claim in found if name == wanted]
    match found:
        case [(name, claim), *rest]:
            return FileOwner(
                connector=name,
                claim=claim,
                rivals=tuple(other for other, its in rest if its.fit == claim.fit),
                others=tuple(other for other, its in rest if its.fit < claim.fit),
                crashes=tuple(one for one in faults if isinstance(one, ConnectorCrashError)),
            )
        case _ if faults:
            raise faults[0]
        case _:
            return None


def build_crash_error(name: str, path: str, error: Exception) -> ConnectorCrashError:
    """Make the error for a connector that fails on a file; its words may hold a secret."""
    return ConnectorCrashError(
        f"connector {name} failed ({locate_error(error)})",
        remedy="report it with the file's structure; the other files were read",
        file=path,
    )
