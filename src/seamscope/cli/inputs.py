"""Commands about what can be read: `connectors` and `init`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamscope.cli.common import EPILOG, plain_errors
from seamscope.errors import InputError, SeamscopeError

if TYPE_CHECKING:
    from seamscope.connector import Connector, File


@click.command(epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--connectors",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder of your own connectors; they are code, and are run.",
)
@plain_errors
def connectors(*, file: Path | None, folders: tuple[Path, ...]) -> None:
    """List what is read; with a FILE, which connector claims it and why, and why others do not."""
    from seamscope.discover import installed_connectors

    found, errors = installed_connectors(folders)
    for error in errors:
        click.echo(str(error), err=True)
    if file is None:
        for connector in found:
            click.echo(f"{connector.name:15} {connector.reads}")
        return
    if not file.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(file)))
    _tell(file, found)


def _tell(path: Path, found: "list[Connector]") -> None:
    """Say of a file, or of each file in an archive, who claims it and who does not, and why."""
    from seamscope.connector import File
    from seamscope.discover.own import is_own_output
    from seamscope.discover.walk import Ignored, walk

    for file in walk([path], ()):
        match file:
            case Ignored(file=inner):
                _tell_file(inner, found)
            case File() if is_own_output(file):
                click.echo(f"{file.path}: an output of seamscope itself, which is no input")
            case File():
                _tell_file(file, found)
            case skipped:
                click.echo(f"{skipped.evidence}: {skipped.reason}; {skipped.remedy}", err=True)


def _tell_file(file: "File", found: "list[Connector]") -> None:
    from seamscope.discover import claimants, declined

    claims, faults = claimants(file, found)
    for number, (name, claim) in enumerate(claims):
        passed = " (claims it as well; --claim gives it the file)" if number else ""
        click.echo(f"{file.path}: {name}: {claim.reason}{passed}")
    for fault in faults:
        click.echo(str(fault), err=True)
    if not claims:
        click.echo(f"{file.path}: nothing claims it", err=True)
    for name, reason in declined(file, found):
        if name not in {claimant for claimant, _ in claims}:
            click.echo(f"{file.path}: not {name}: {reason}")


@click.command(epilog=EPILOG)
@click.argument("paths", metavar="[DIR] [FILES]...", nargs=-1, type=click.Path(path_type=Path))
@plain_errors
def init(*, paths: tuple[Path, ...]) -> None:
    """Write a commented workspace into DIR; for FILES (CSV, XLSX), what their columns may mean.

    `seamscope survey DIR` accepts it as it stands. A file that exists is never overwritten.
    """
    from seamscope.cli.start import mapping_for, workspace

    folder = paths[0] if paths and not paths[0].is_file() else Path()
    files = paths[1:] if paths and not paths[0].is_file() else paths
    made = [*workspace(folder), *(mapping_for(file, folder) for file in files)]
    for path, written in made:
        click.echo(f"{'wrote' if written else 'kept '} {path}")
    click.echo(f"next: seamscope survey {' '.join(map(str, (folder, *files)))}", err=True)
