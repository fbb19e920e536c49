"""Colour the summary, and file and line in error messages, on a terminal.

`click.echo` removes the colours if the output is not a terminal. NO_COLOR turns them off (see
`help.Program`).
"""

import re
from collections.abc import Iterator

import click

# File and line at the beginning of a message: `poc.yaml:7: what is wrong`.
PLACE = re.compile(r"^(?P<place>[^\s:][^:\n]{0,300}:(?:\d+:)?) ", re.M)


def paint_summary(text: str) -> str:
    """Return the summary with the advice in bold, contradictions in red and warnings in yellow."""
    return "\n".join(_paint_lines(text.split("\n")))


def _paint_lines(lines: list[str]) -> Iterator[str]:
    in_advice = True  # the advice is the first paragraph
    for line in lines:
        in_advice = in_advice and bool(line)
        if in_advice:
            yield click.style(line, bold=True)
        elif line.startswith("! "):
            yield click.style(line, fg="yellow")
        elif line.startswith("  ✗ "):
            yield click.style("  ✗ ", fg="red") + line[4:]
        elif line[:1].strip() and not line.startswith(("\x1b", " ")):
            head, space, rest = line.partition("   ")
            yield f"{click.style(head, bold=True)}{space}{rest}" if space else line
        else:
            yield line


def paint_place(message: str) -> str:
    """Return an error message with each file and line in bold."""
    return PLACE.sub(lambda match: f"{click.style(match['place'], bold=True)} ", message)
