"""The reference of the command line, written from the commands themselves."""

from collections.abc import Iterator
from inspect import cleandoc

import click

from seamscope.cli import main
from seamscope.cli.help import SECTIONS
from seamscope.outputs import FORMATS

HEAD = """# Command line

Each command prints this text with `--help`. Commands that need a survey use the newest one here or
above, unless you name one. [Pipelines](../pipelines.md#exit-codes) lists the exit codes.
"""
FORMATS_HEAD = """## Formats of render

`seamscope render FORMAT` writes any of these from a survey, without reading the inputs again.

| format | what it is |
|---|---|
"""


def write_cli_page() -> str:
    """Return the page: every command in the order of the help, with its options and examples."""
    context = click.Context(main, info_name="seamscope", **main.context_settings)
    parts = [HEAD, f"## seamscope\n\n{_write_options(main, context)}"]
    for section, names in SECTIONS.items():
        parts += [_write_command(section, name, context) for name in names]
    rows = (f"| `{item.name}` | {_escape(item.description)} |" for item in FORMATS.values())
    return "\n".join([*parts, FORMATS_HEAD + "\n".join(rows), ""])


def _write_command(section: str, name: str, parent: click.Context) -> str:
    command = main.commands[name]
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [
        f"## seamscope {name}",
        f"*{section}*",
        f"```text\nseamscope {name} {usage}\n```",
        *_list_paragraphs(command.help or ""),
        _write_options(command, context),
        *_list_paragraphs(command.epilog or ""),
    ]
    return "\n\n".join(parts)


def _list_paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; those marked by click to keep their lines are code."""
    for paragraph in cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            lines = paragraph.removeprefix("\b").strip("\n")
            yield f"```text\n{lines}\n```"
        elif paragraph.strip():
            yield _escape(" ".join(paragraph.split()))


def _write_options(command: click.Command, context: click.Context) -> str:
    rows = list(_list_rows(command, context))
    return "\n".join(["| option | meaning |", "|---|---|", *rows, ""])


def _list_rows(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield a row for each option of a command, with its default and environment variable."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None or not record[1]:
            continue
        option, meaning = record[0].replace("|", "\\|"), _escape(" ".join(record[1].split()))
        note = f" Environment variable: `{parameter.envvar}`." if parameter.envvar else ""
        yield f"| `{option}` | {meaning}{note} |"


def _escape(text: str) -> str:
    """Return a text for Markdown, in which `<`, `|` and `*` are plain outside of backticks."""
    parts = text.replace("|", "\\|").split("`")
    parts[::2] = [part.replace("<", "&lt;").replace("*", "\\*") for part in parts[::2]]
    return "`".join(parts)
