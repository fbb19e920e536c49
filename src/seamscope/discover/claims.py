"""Decide which connector reads a file."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from glob import escape

from seamscope.connector import Claim, Connector, File
from seamscope.errors import UnreadableError, locate_error
from seamscope.records import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOwner:
    """The connector that reads a file, its claim, and the other connectors that claim the file.

    rivals: connectors with equally specific claims, which come later in alphabetical order.
    others: connectors with less specific claims.
    crashes: errors of connectors that failed on the file.
    """

    connector: str
    claim: Claim
    rivals: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    crashes: tuple[UnreadableError, ...] = ()


class ConnectorCrashError(UnreadableError):
    """Raised when a connector fails with an unexpected exception."""


def list_claimants(
    file: File, connectors: Sequence[Connector]
) -> tuple[list[tuple[str, Claim]], list[UnreadableError]]:
    """Return the connectors that claim a file, and the errors of connectors that failed.

    The connectors are sorted by the specificity of their claims, then by name; the first one reads
    the file.
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
    """Return the connectors for similar formats, each with the reason why it declines the file."""
    said: list[tuple[str, str]] = []
    for connector in connectors:
        try:
            reason = connector.declines(file)
        except Exception as error:  # noqa: BLE001 (a connector's fault costs that file only)
            reason = f"failed on this file ({locate_error(error)}); report this line"
        if reason:
            said.append((connector.name, reason))
    return said


def choose_claimant(
    path: str,
    found: Sequence[tuple[str, Claim]],
    faults: Sequence[UnreadableError],
    claims: dict[str, str],
) -> FileOwner | None:
    """Return the connector that reads a file, None if no connector claims it.

    Raises UnreadableError if no connector claims the file and one could not examine it.

    found, faults: from `list_claimants`.
    claims: pattern of paths -> connector that reads these files if several claim them.
    """
    wanted = next((name for match, name in claims.items() if fnmatch(path, match)), None)
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


def assign_companions(
    files: Sequence[File],
    owners: Mapping[str, FileOwner],
    unclaimed: Collection[str],
    connectors: Mapping[str, Connector],
    *,
    crashes: list[UnreadableError],
) -> dict[str, FileOwner]:
    """Return the owners of unclaimed files that a claimed file refers to, such as its settings.

    Such a companion belongs to the source of the file that refers to it.
    files: all files, sorted by path.
    owners: the owners of the claimed files, by path.
    unclaimed: paths of the unclaimed files.
    connectors: the connectors by name.
    crashes: errors of connectors are added to it.
    """
    found: dict[str, FileOwner] = {}
    named: dict[str, list[str]] = defaultdict(list)
    for path in sorted(unclaimed):
        named[path.rpartition("/")[2]].append(path)
    for file in files:
        owner = owners.get(file.path)
        if owner is None or not unclaimed:
            continue
        for pattern in _list_companions(file, connectors[owner.connector], crashes):
            plain = not re.search(r"[*?\[]", pattern)
            paths = named[pattern.rpartition("/")[2]] if plain else sorted(unclaimed)
            for path in paths:
                if fnmatch(path, pattern) or fnmatch(path, f"*/{pattern}"):
                    group = owner.claim.group or file.path
                    claim = Claim(reason=f"referred to by {file.name}", group=group)
                    found.setdefault(path, FileOwner(connector=owner.connector, claim=claim))
    return found


def decline_reference_data(
    files: Sequence[File],
    owners: Mapping[str, FileOwner],
    unclaimed: Collection[str],
    connectors: Mapping[str, Connector],
    claims: Mapping[str, str],
    *,
    crashes: list[UnreadableError],
) -> dict[str, Skipped]:
    """Return the reports of tables that a claimed file declares as its reference data.

    Tables that a user assigns to a connector or describes in a mapping are left out.
    files: all files, sorted by path.
    owners: the owners of the claimed files, by path.
    unclaimed: paths of the unclaimed files.
    connectors: the connectors by name.
    claims: see `choose_claimant`.
    crashes: errors of connectors are added to it.
    """
    declared = [
        (file, f"{escape(file.path[: -len(file.name)])}{pattern}")
        for file in files
        if file.path in owners
        for pattern in _list_reference_data(file, connectors[owners[file.path].connector], crashes)
    ]
    found: dict[str, Skipped] = {}
    for file in files if declared else ():
        owner = owners.get(file.path)
        listed = owner is not None and connectors[owner.connector].declares
        if file.columns is not None or not (listed or file.path in unclaimed):
            continue
        if any(fnmatch(file.path, chosen) for chosen in claims):
            continue
        said = next((one for one, pattern in declared if fnmatch(file.path, pattern)), None)
        if said is not None:
            found[file.path] = Skipped(
                reason=f"reference data of the project in {said.path}, not a list of systems or "
                "interfaces",
                remedy="if it is such a list, describe its columns in a mapping file, see "
                "docs/mapping.md",
                evidence=file.at(),
                kind="note",
            )
    return found


def _list_reference_data(
    file: File, connector: Connector, crashes: list[UnreadableError]
) -> tuple[str, ...]:
    try:
        return connector.list_reference_data(file)
    except UnreadableError:  # reading the file reports what is wrong with it
        return ()
    except Exception as error:  # noqa: BLE001 (a connector's fault costs that file only)
        crashes.append(build_crash_error(connector.name, file.path, error))
        return ()


def _list_companions(
    file: File, connector: Connector, crashes: list[UnreadableError]
) -> tuple[str, ...]:
    try:
        return connector.list_companions(file)
    except UnreadableError:  # reading the file reports what is wrong with it
        return ()
    except Exception as error:  # noqa: BLE001 (a connector's fault costs that file only)
        crashes.append(build_crash_error(connector.name, file.path, error))
        return ()


def build_crash_error(name: str, path: str, error: Exception) -> ConnectorCrashError:
    """Build the error for a connector that fails on a file.

    The exception's message is left out, because it may contain a secret.
    """
    return ConnectorCrashError(
        f"connector {name} failed ({locate_error(error)})",
        remedy="report it with the file's structure; the other files were read",
        file=path,
    )
