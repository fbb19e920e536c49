"""Parts of the pages of systems and integrations: what is held, offered, asked, found."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from seamscope.outputs.html.figures import places
from seamscope.outputs.html.markup import Part, el, listing
from seamscope.outputs.html.tables import table
from seamscope.outputs.views.digest import question_line
from seamscope.records import Evidence
from seamscope.resolved import DatasetNode, Finding, InterfaceNode, Question, SystemNode

MOST = 300  # datasets of one system on its page; survey.json has all


def section(title: str, content: Part) -> Element | None:
    """Return a titled part, None if there is nothing in it."""
    return None if content is None else el("section", el("h3", title), content)


def interfaces(offered: list[InterfaceNode]) -> Element | None:
    """Return what a system offers."""
    lines: list[list[Part]] = [
        [i.name, i.protocol, str(i.operations or ""), ", ".join(i.entities),
         ", ".join(i.authentication), i.state.value, places(i.evidence)]
        for i in offered
    ]  # fmt: skip
    headers = (
        "interface", "protocol", "operations", "entities", "authentication", "state", "read from",
    )  # fmt: skip
    return section(f"Interfaces ({len(lines)})", table(headers, lines)) if lines else None


def datasets(held: list[DatasetNode]) -> Element | None:
    """Return what a system holds."""
    lines: list[list[Part]] = [
        [d.name, d.kind, d.entity, "" if d.columns is None else str(len(d.columns)), d.owner,
         d.classification, places(d.evidence)]
        for d in held[:MOST]
    ]  # fmt: skip
    headers = ("dataset", "kind", "entity", "columns", "owner", "classification", "read from")
    more = f", the first {MOST}" if len(held) > MOST else ""
    title = f"Datasets ({len(held)}{more})"
    return section(title, table(headers, lines)) if lines else None


def merges(system: SystemNode) -> Element | None:
    """Return the names that were taken for one."""
    lines: list[list[Part]] = [[m.name, m.reason, places(m.evidence)] for m in system.merges]
    headers = ("name", "why it is this system", "read from")
    return section("Names that were taken for it", table(headers, lines)) if lines else None


def asked(questions: list[Question]) -> Element | None:
    """Return the questions about one thing."""
    lines = [question_line(question) for question in questions]
    return section("Questions", listing(lines)) if lines else None


def found_debts(found: list[Finding]) -> Element | None:
    """Return the debts of one thing."""
    lines: Iterable[Part] = [
        el("span", f"{f.severity.value}: {f.what}", f" → {f.remedy}" if f.remedy else None)
        for f in found
    ]
    return section("Findings", listing(lines)) if found else None


def evidence_of(title: str, evidence: tuple[Evidence, ...]) -> Element | None:
    """Return where something was read."""
    return section(title, places(evidence))
