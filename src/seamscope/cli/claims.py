"""Explain which connector claims a file, for `seamscope connectors FILE`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from seamscope.cli.messages import print_message
from seamscope.connector import Connector, File
from seamscope.discover import list_claimants, list_refusals, read_files
from seamscope.discover.own_outputs import is_own_output
from seamscope.discover.walk import Ignored, OutputFolder, walk
from seamscope.knowledge.formats import find_format

SHOWN = 15  # most keys to print of values that the connector did not read


def explain_claims(path: Path, connectors: Sequence[Connector]) -> bool:
    """Print which connectors claim a file, or each file in an archive, and which decline it.

    Returns whether at least one file is claimed.
    """
    claimed = False
    for file in walk([path], ()):
        match file:
            case Ignored(file=ignored):
                claimed |= _explain_file(ignored, connectors)
            case OutputFolder(path=name):
                click.echo(f"{name}: outputs of seamscope, which are never an input")
            case File() if is_own_output(file):
                click.echo(f"{file.path}: an output of seamscope, which is never an input")
            case File():
                claimed |= _explain_file(file, connectors)
            case skipped:
                print_message(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}")
    return claimed


def _explain_file(file: File, connectors: Sequence[Connector]) -> bool:
    claims, faults = list_claimants(file, connectors)
    for number, (name, claim) in enumerate(claims):
        passed = " (claims it as well; --claim gives it the file)" if number else ""
        click.echo(f"{file.path}: {name}: {claim.reason}{passed}")
    for fault in faults:
        print_message(str(fault))
    if not claims:
        print_message(f"{file.path}: no connector claims it")
        if (known := find_format(file.suffix, file.head(16384))) is not None:
            click.echo(f"{file.path}: it looks like a {known.name}; {known.instead}")
    reasons = dict(list_refusals(file, connectors))
    claiming = {name for name, _ in claims}
    for connector in connectors:
        if connector.name not in claiming:
            reason = reasons.get(connector.name) or f"it does not look like {connector.reads}"
            click.echo(f"{file.path}: not {connector.name}: {reason}")
    if claims:
        _explain_values(file, claims[0][0], connectors)
    return bool(claims)


def _explain_values(file: File, name: str, connectors: Sequence[Connector]) -> None:
    """Print how many values of a JSON or YAML file its connector reads, and list the others."""
    read_files([file], [connector for connector in connectors if connector.name == name])
    counts = [usage.count_unread() for usage in replace(file, connector=name).list_usages()]
    total = sum(count for count, _ in counts)
    unread: Counter[str] = Counter()
    for _, keys in counts:
        unread.update(keys)
    if total:
        shown = ", ".join(f"{key} ({count})" for key, count in unread.most_common(SHOWN))
        rest = f"; not read: {shown}" if shown else ""
        click.echo(f"{file.path}: {name} reads {total - unread.total()} of {total} values{rest}")
