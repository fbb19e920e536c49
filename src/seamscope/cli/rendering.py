"""The command `render`, which writes a survey in another format."""

import sys
from datetime import datetime
from pathlib import Path

import click

from seamscope.cli.help import write_epilog
from seamscope.cli.messages import print_note
from seamscope.cli.options import LANGUAGE, PAGE, QUIET, SURVEY, THEME, report_errors
from seamscope.errors import SeamscopeError

LIST = "list"


@click.command(
    epilog=write_epilog(
        "render list",
        "render pptx -o slides.pptx",
        "render svg --about landscape -o landscape.svg",
        "render jira seamscope-out -o tickets.csv",
    )
)
@click.argument("form", metavar="FORMAT", required=False)
@SURVEY
@click.option("-f", "--format", "--as", "named", metavar="FORMAT", hidden=True)
@click.option(
    "--about",
    metavar="WHAT",
    help="Part to render: `landscape`, `surface`, a system or an integration.",
)
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the build in a plan. Default: the day in poc.yaml; "
    "without a day, the plan counts weeks.",
)
@click.option(
    "--depth",
    type=click.Choice(["epic", "story", "task"]),
    help="Lowest level of a plan. Default: story; task for azure-devops.",
)
@THEME
@PAGE
@QUIET
@LANGUAGE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="File to write. Default: `-`, standard output. With --page: the folder to write.",
)
@report_errors
def render(
    *,
    form: str | None,
    file: Path | None,
    named: str | None,
    about: str | None,
    start: datetime | None,
    depth: str | None,
    theme: str,
    page: str | None,
    output: Path | None,
) -> None:
    """Write a survey in another format, without reading the inputs again.

    FORMAT is a name that `seamscope render list` prints, such as html, xlsx, pptx or jira.

    SURVEY is a survey.json or a folder that has one. Default: the newest output folder here or
    above.
    """
    from seamscope.cli.loading import load_survey
    from seamscope.cli.results import STDOUT, write_result
    from seamscope.cli.survey_files import render_format, write_diagram_pages
    from seamscope.outputs import FORMATS
    from seamscope.outputs.views.plan_options import Depth, PlanOptions

    shape, file = _choose_format(form, named, file)
    if shape == LIST:
        click.echo("\n".join(f"{item.name:16} {item.description}" for item in FORMATS.values()))
        return
    _check_format(shape)
    survey = load_survey(file)
    if about is not None:
        from seamscope.outputs.views.excerpt import select_excerpt

        survey = survey if about == "landscape" else select_excerpt(survey, about)
    if page:
        if output is None or output == STDOUT:
            raise SeamscopeError("--page writes several files", remedy="add a folder with -o")
        for message in write_diagram_pages(survey, output, page, shape, theme):
            print_note(message)
        return
    options = PlanOptions(
        start=start.date() if start else None, depth=Depth(depth) if depth else None
    )
    content = render_format(survey, shape, theme, options, excerpt=about is not None)
    if output is None and sys.stdout.isatty() and not _is_text(content):
        problem = f"{shape} is not a text format and cannot be printed to a terminal"
        raise SeamscopeError(problem, remedy=f"add -o FILE{FORMATS[shape].suffix}, or `-o -`")
    write_result(content, output)


def _choose_format(
    form: str | None, named: str | None, file: Path | None
) -> tuple[str, Path | None]:
    """Return the format and the path of the survey.

    If the format is passed with the option --as, the only argument is the survey.
    """
    if named is None:
        if form is None:
            problem, remedy = "FORMAT is missing", "`seamscope render list` prints the formats"
            raise SeamscopeError(problem, remedy=remedy)
        return form, file
    if form is None or (file is None and Path(form).exists()):
        return named, Path(form) if form else None
    problem = f"two formats or surveys: {form} and {named}"
    raise SeamscopeError(problem, remedy="write `seamscope render FORMAT [SURVEY]`")


def _check_format(name: str) -> None:
    """Raise SeamscopeError if there is no such format, before a survey is read."""
    from difflib import get_close_matches

    from seamscope.outputs import FORMATS

    if name in FORMATS:
        return
    if Path(name).exists():
        problem = f"{name} is not a format"
        remedy = f"put the format first: seamscope render FORMAT {name}"
    else:
        near = get_close_matches(name, FORMATS, n=1)
        problem = f"unknown format {name!r}"
        hint = f"did you mean {near[0]}? " if near else ""
        remedy = f"{hint}use one of: {', '.join(FORMATS)}"
    raise SeamscopeError(problem, remedy=remedy)


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:1024] and not content.startswith((b"%PDF", b"PK"))
