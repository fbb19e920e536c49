"""Format the program's help: commands in sections, complete sentences, and examples."""

import os
import sys
from collections.abc import Iterator

import click

from seamscope.cli.messages import clean_errors, print_message

SECTIONS = {
    "Start": ("demo", "init", "survey", "review"),
    "Look": ("show", "explain", "diff"),
    "Hand over": ("render", "check"),
    "Sources": ("connectors", "snapshot", "profile", "lineage", "gather"),
    "Tune": ("calibrate", "schema"),
}
OTHERS = "More"
EXIT_CODES = (
    "Exit codes: 0 success, 1 a gate failed, 2 wrong usage or input, 3 nothing found, "
    "130 interrupted."
)
LONGEST = 400  # maximum length of a command's description in the list of commands


class Program(click.Group):
    """The group of all commands; its help lists them in sections.

    It exits with 130 when interrupted (click would exit with 1), and prints no colours if NO_COLOR
    is set.
    """

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Create the program's context; all commands inherit its colour setting."""
        if os.environ.get("NO_COLOR"):
            extra["color"] = False
        try:
            with clean_errors():
                return super().make_context(info_name, args, parent, **extra)
        except KeyboardInterrupt:
            sys.exit(130)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command given on the command line."""
        try:
            with clean_errors():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            print_message("interrupted")
            ctx.exit(130)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, with the complete first sentence of their help."""
        for title, names in self._list_sections():
            rows = [
                (f"{name:<10}", command.get_short_help_str(LONGEST))
                for name in names
                if (command := self.commands.get(name)) is not None and not command.hidden
            ]
            if rows:
                with formatter.section(click.style(title, bold=True)):
                    formatter.write_dl(rows, col_max=14)

    def _list_sections(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each section with its commands, then the commands without a section."""
        listed = {name for names in SECTIONS.values() for name in names}
        yield from ((title, list(names)) for title, names in SECTIONS.items())
        yield OTHERS, sorted(self.commands.keys() - listed)


def write_epilog(*examples: str) -> str:
    """Return the last part of a command's help: examples and exit codes.

    examples: command lines without `seamscope`, such as ``show flows``.
    """
    lines = ("\b", "Examples:", *(f"  seamscope {example}" for example in examples))
    return "\n\n".join(("\n".join(lines), EXIT_CODES)) if examples else EXIT_CODES
