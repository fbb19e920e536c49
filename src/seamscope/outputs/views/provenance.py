"""The report's parts on where everything comes from: systems, what was not read, sources."""

from collections import Counter
from collections.abc import Iterator, Sequence

from seamscope.document import Survey
from seamscope.lineage import sum_by_dialect
from seamscope.outputs.tabulate import bullet, inert, markdown_table
from seamscope.outputs.views.scene import source
from seamscope.records import Evidence, Skipped
from seamscope.resolved import SystemNode
from seamscope.wording import number

PLACES = 40  # of one reason; `seamscope show skipped` has the rest


def source_line(survey: Survey) -> str:
    """Name program, inputs and seed, so that a printed report can be traced."""
    meta = survey.meta
    return f"{source(survey)} · seed {meta.seed} · schema version {meta.schema_version}"


def systems(survey: Survey) -> Iterator[str]:
    """Every system with its owner, how it is known, and the names that were taken for it."""
    if not survey.systems:
        return
    yield from ("## Systems", "")
    headers = (
        "system", "kind", "product", "domain", "owner", "lifecycle", "known from",
        "also called, and why", "evidence",
    )  # fmt: skip
    cells = [
        (
            s.name,
            s.kind,
            s.product,
            s.domain,
            s.owner,
            s.lifecycle.value,
            s.known_from.value,
            _names(s),
            where(s.evidence),
        )
        for s in survey.systems
    ]
    yield markdown_table(headers, cells)


def skipped(survey: Survey) -> Iterator[str]:
    """What was not read, by reason, each with its place."""
    groups: dict[tuple[str, str, str], list[Skipped]] = {}
    for item in survey.skipped:
        groups.setdefault((item.kind, item.reason, item.remedy), []).append(item)
    if not groups:
        return
    yield from ("## Not read", "")
    for (kind, reason, remedy), items in sorted(groups.items()):
        told = f"{reason}; {remedy}" if remedy else reason
        yield f"**{inert(told)}** ({number(len(items), kind)})"
        yield ""
        places = sorted(str(item.evidence) for item in items)
        yield from (bullet(place) for place in places[:PLACES])
        if len(places) > PLACES:
            yield bullet(f"and {len(places) - PLACES} more: `seamscope show skipped` has all")
        yield ""


def coverage(survey: Survey) -> Iterator[str]:
    """How much SQL was understood, by file."""
    if not survey.meta.coverage:
        return
    yield from ("## SQL coverage, in statements", "")
    headers = ("file", "dialect", "understood", "partly", "not understood")
    cells = [
        (c.file, c.dialect, c.parsed, c.partly, c.not_understood)
        for c in (*sum_by_dialect(survey.meta.coverage), *survey.meta.coverage)
    ]
    yield markdown_table(headers, cells)


def method(survey: Survey) -> Iterator[str]:
    """How figures are made, whose figures they rest on, and which files were read."""
    yield from ("## Method and sources", "")
    if survey.meta.method:
        yield from (inert(survey.meta.method), "")
    figures = {p.source for e in survey.estimates for p in e.size}
    figures |= {f.source for e in survey.estimates for f in e.factors}
    if figures := figures - {""}:
        yield from ("Figures rest on:", "", *map(bullet, sorted(figures)), "")
    read = Counter(item.connector or "nothing claims it" for item in survey.meta.inputs)
    if read:
        cells = [(name, count) for name, count in sorted(read.items())]
        yield markdown_table(("read by", "files"), cells)
        yield from ("survey.json names every file with its SHA-256.", "")
    if survey.meta.options:
        told = ", ".join(f"{key}: {value}" for key, value in sorted(survey.meta.options.items()))
        yield from (inert(f"Options: {told}."), "")


def where(evidence: Sequence[Evidence]) -> str:
    """Return the first place and how many more there are."""
    more = f" +{len(evidence) - 1}" if len(evidence) > 1 else ""
    return f"{evidence[0]}{more}" if evidence else ""


def _names(system: SystemNode) -> str:
    merged = {merge.name: f"{merge.name} ({merge.reason})" for merge in system.merges}
    return "; ".join(
        [*merged.values(), *(alias for alias in system.aliases if alias not in merged)]
    )
