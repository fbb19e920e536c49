"""Commands about inputs: `connectors` and `init`."""

from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import print_message
from seamscope.cli.options import CONNECTORS, report_errors
from seamscope.errors import InputError, SeamscopeError


@click.command(epilog=write_epilog("connectors", "connectors exports/applications.csv"))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@CONNECTORS
@report_errors
def connectors(*, file: Path | None, folders: tuple[Path, ...]) -> None:
    """List all connectors; with a FILE, show which of them claims it and why others do not."""
    from seamscope.discover import load_connectors

    available, errors = load_connectors(folders)
    for error in errors:
        print_message(str(error))
    if file is None:
        for connector in available:
            click.echo(f"{connector.name:15} {connector.reads}")
        return
    if not file.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(file)))
    from seamscope.cli.claims import explain_claims

    explain_claims(file, available)


@click.command(epilog=write_epilog("init my-landscape", "init . applications.csv"))
@click.argument("paths", metavar="[DIR] [FILES]...", nargs=-1, type=click.Path(path_type=Path))
@report_errors
def init(*, paths: tuple[Path, ...]) -> None:
    """Write a commented workspace into DIR, and a mapping file for each list in FILES.

    `seamscope survey DIR` works on it unchanged. Existing files are never overwritten.
    """
    from seamscope.cli.init_files import write_mapping, write_workspace

    folder = paths[0] if paths and not paths[0].is_file() else Path()
    files = paths[1:] if paths and not paths[0].is_file() else paths
    results = [*write_workspace(folder), *(write_mapping(file, folder) for file in files)]
    for path, is_new in results:
        click.echo(f"{'wrote' if is_new else 'kept '} {path}")
    print_message(f"next: seamscope survey {' '.join(map(str, (folder, *files)))}")
