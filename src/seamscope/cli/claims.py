"""Explain which connector claims a file, for `seamscope connectors FILE`."""

from collections.abc import Sequence
from pathlib import Path

import click

from seamscope.connector import Connector, File
from seamscope.discover import claimants, declined
from seamscope.discover.walk import walk


def explain_claims(path: Path, connectors: Sequence[Connector]) -> None:
    """Print which connectors claim a file, or each file of an archive, and which decline it."""
    for file in walk([path], ()):
        match file:
            case File():
                _explain_file(file, connectors)
            case skipped:
                click.echo(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}", err=True)


def _explain_file(file: File, connectors: Sequence[Connector]) -> None:
    claims, faults = claimants(file, connectors)
    for name, claim in claims:
        click.echo(f"{file.path}: {name}: {claim.reason}")
    for fault in faults:
        click.echo(str(fault), err=True)
    if not claims:
        click.echo(f"{file.path}: no connector claims it", err=True)
    for name, reason in declined(file, connectors):
        if name not in {claimant for claimant, _ in claims}:
            click.echo(f"{file.path}: not {name}: {reason}")
