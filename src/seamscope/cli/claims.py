"""Explain which connector claims a file, for `seamscope connectors FILE`."""

from collections.abc import Sequence
from pathlib import Path

import click

from seamscope.cli.messages import tell
from seamscope.connector import Connector, File
from seamscope.discover import claimants, declined
from seamscope.discover.own import is_own_output
from seamscope.discover.walk import Ignored, walk


def explain_claims(path: Path, connectors: Sequence[Connector]) -> None:
    """Print which connectors claim a file, or each file of an archive, and which decline it."""
    for file in walk([path], ()):
        match file:
            case Ignored(file=ignored):
                _explain_file(ignored, connectors)
            case File() if is_own_output(file):
                click.echo(f"{file.path}: an output of seamscope, which is never an input")
            case File():
                _explain_file(file, connectors)
            case skipped:
                tell(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}")


def _explain_file(file: File, connectors: Sequence[Connector]) -> None:
    claims, faults = claimants(file, connectors)
    for number, (name, claim) in enumerate(claims):
        passed = " (claims it as well; --claim gives it the file)" if number else ""
        click.echo(f"{file.path}: {name}: {claim.reason}{passed}")
    for fault in faults:
        tell(str(fault))
    if not claims:
        tell(f"{file.path}: no connector claims it")
    for name, reason in declined(file, connectors):
        if name not in {claimant for claimant, _ in claims}:
            click.echo(f"{file.path}: not {name}: {reason}")
