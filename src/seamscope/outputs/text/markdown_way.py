"""Sections of the Markdown report about dates, risks, contacts and the total."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.outputs.views import ledgers, roadmaps
from seamscope.outputs.views.total import format_headline
from seamscope.outputs.writers.tabulate import (
    escape_markdown_line,
    format_bullet,
    format_markdown_table,
)
from seamscope.wording import mark_each, translate


def list_way_to_go_live(survey: Survey) -> Iterator[str]:
    """Yield the go-live date, its critical path, and a table of legs and milestones.

    A leg is one phase of the roadmap. Without a POC, nothing is yielded.
    """
    if survey.roadmap is None:
        return
    yield from ("## " + translate("Roadmap to go-live"), "")
    yield from (format_bullet(line) for line in roadmaps.summarize_roadmap(survey.roadmap))
    rows = roadmaps.list_roadmap_rows(survey)
    yield from ("", format_markdown_table(roadmaps.HEADERS, rows))


def list_risks(survey: Survey) -> Iterator[str]:
    """Yield the risks between the POC and production, and the POC's access to each system."""
    ledger = survey.ledger
    if ledger is None:
        return
    yield from ("## " + translate("Risks on the way to production"), "")
    yield from (format_bullet(line) for line in ledgers.summarize_ledger(ledger))
    yield from ("", format_markdown_table(ledgers.HEADERS, ledgers.list_ledger_rows(survey)))
    if ledger.today:
        yield from ("### " + translate("The POC today compared with production"), "")
        yield format_markdown_table(ledgers.TODAY, ledgers.list_today_rows(survey))
    yield from _list_duties(survey)


def _list_duties(survey: Survey) -> Iterator[str]:
    duties = survey.ledger.duties if survey.ledger else ()
    if duties:
        yield from ("### " + translate("Responsibilities for building, running and approving"), "")
        rows = [
            (
                d.systems,
                *(name or translate("no name given") for name in (d.builds, d.runs, d.approves)),
            )
            for d in duties
        ]
        headers = mark_each("integration with", "builds", "runs", "approves")
        yield format_markdown_table(headers, rows)
    contacts = survey.ledger.contacts if survey.ledger else ()
    if contacts:
        yield from ("### " + translate("Whom to ask"), "")
        for contact in contacts:
            systems = ", ".join(contact.systems)
            count = len(contact.questions)
            text = translate(
                "{who}: {count} about {systems} (`seamscope show contacts`)",
                who=ledgers.name_contact(contact),
                count=count,
                systems=systems,
            )
            yield format_bullet(text)
        yield ""


def summarize_total(survey: Survey) -> Iterator[str]:
    """Yield the total of integrations and management in one line: P80 and P50."""
    if headline := format_headline(survey):
        yield from (f"**{escape_markdown_line(headline)}**", "")
