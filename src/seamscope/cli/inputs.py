"""Commands about inputs: `connectors` and `init`."""

from dataclasses import replace
from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import (
    exit_with_nothing,
    is_terminal,
    name_program,
    print_message,
    print_note,
)
from seamscope.cli.options import CONNECTORS, FORMAT, OUTPUT, QUIET, report_errors
from seamscope.errors import InputError, SeamscopeError
from seamscope.wording import format_count


@click.command(
    epilog=write_epilog(
        "connectors", "connectors exports/applications.csv", "connectors -f csv -o connectors.csv"
    )
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@CONNECTORS
@FORMAT
@OUTPUT
@QUIET
@report_errors
def connectors(
    *, file: Path | None, folders: tuple[Path, ...], shape: str, output: Path | None
) -> None:
    """List all connectors; with a FILE, show which of them claims it and why others do not."""
    from seamscope.cli.claims import explain_claims, format_answers, is_read, list_connectors
    from seamscope.cli.results import write_result
    from seamscope.discover import load_connectors

    available, errors = load_connectors(folders)
    for error in errors:
        print_message(str(error))
    if file is None:
        write_result(list_connectors(available, shape), output)
        return
    if not file.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(file)))
    answers = explain_claims(file, available)
    write_result(format_answers(answers, shape), output)
    if not is_read(answers):
        exit_with_nothing(
            f"{file}: no connector reads anything in it; the README lists the supported formats"
        )


@click.command(
    epilog=write_epilog(
        "init my-landscape",
        'init my-landscape --name "Order promising" --reads "SAP, Salesforce" --writes SAP',
        "init . applications.csv",
    )
)
@click.argument("paths", metavar="[DIR] [FILES]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the proof of concept.")
@click.option("--reads", multiple=True, metavar="SYSTEMS", help="Systems that it reads from.")
@click.option("--writes", multiple=True, metavar="SYSTEMS", help="Systems that it writes to.")
@click.option("--sponsor", default="", help="Who pays for it.")
@click.option("--people", type=click.IntRange(min=1), help="Number of people who build it.")
@click.option("--example", is_flag=True, help="Do not ask questions; write an example to edit.")
@QUIET
@report_errors
def init(
    *,
    paths: tuple[Path, ...],
    name: str,
    reads: tuple[str, ...],
    writes: tuple[str, ...],
    sponsor: str,
    people: int | None,
    example: bool,
) -> None:
    """Write a commented workspace into DIR, and a mapping file for each list in FILES.

    On a terminal, it asks five questions, unless an option answers one of them. Otherwise it
    writes an example. `seamscope survey DIR` works without any change to the files. Existing files
    are never overwritten. If DIR contains inputs or FILES are given, no inventory.yaml is written,
    because these files describe the systems.
    """
    from seamscope.cli.first_facts import FirstFacts, ask_facts, split_names
    from seamscope.cli.init_files import (
        FILES,
        INVENTORY,
        find_input,
        find_notes,
        guess_mapping,
        is_list_path,
        write_new,
        write_schemas,
        write_workspace,
    )
    from seamscope.discover.sentences import find_named_products

    has_folder = bool(paths) and not is_list_path(paths[0])
    folder, files = (paths[0], paths[1:]) if has_folder else (Path(), paths)
    mappings = [(file, guess_mapping(file, folder)) for file in files]
    described = str(files[0]) if files else find_input(folder)
    leaves_out = bool(described) and not (folder / INVENTORY).exists()
    names = [name for name in FILES if name != INVENTORY or not leaves_out]
    given = FirstFacts(
        name=name or FirstFacts().name,
        reads=split_names(reads) or (() if writes else FirstFacts().reads),
        writes=split_names(writes) or (() if reads else FirstFacts().writes),
        sponsor=sponsor,
        people=people,
    )
    asks = not example and given == FirstFacts() and is_terminal()
    new = any(not (folder / name).exists() for name in names)
    facts = ask_facts() if asks and new else given
    notes = () if leaves_out else find_notes(folder)
    facts = replace(facts, noted=find_named_products(notes))
    results = [*write_workspace(folder, facts, names)]
    for file, text in mappings:
        path = folder / f"{file.stem}.mapping.yaml"
        results.append((path, write_new(path, text)))
    for path, is_new in results:
        click.echo(f"{'wrote' if is_new else 'kept '} {path}")
    write_schemas(folder)
    if leaves_out:
        print_note(
            f"no {INVENTORY} is written, because files such as {described} describe the systems; "
            f"in poc.yaml, use the system names of these files"
        )
    if notes:
        print_note(
            f"{format_count(len(notes), 'note')} in this folder: sentences about two listed "
            f"systems are read, so list all of your systems in {folder / INVENTORY}"
        )
    inside = [file for file in files if not file.resolve().is_relative_to(folder.resolve())]
    print_note(f"next: {name_program()} survey {' '.join(map(str, (folder, *inside)))}")
