"""Excerpts of a survey, and the matrix of domains for landscapes that are too large for a graph."""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from seamscope.document import Meta, Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs import FORMATS
from seamscope.outputs.diagram.drawing import find_backend
from seamscope.outputs.views.digest import count_skipped
from seamscope.outputs.views.excerpt import select_excerpt

from .crowd_sample import large
from .survey_sample import small

needs_graphviz = pytest.mark.skipif(find_backend() is None, reason="nothing here draws")
SVG = "{http://www.w3.org/2000/svg}"


def labels(survey: Survey) -> list[str]:
    return [item.label for item in survey.integrations]


def texts(content: bytes) -> list[str]:
    root: Element = fromstring(content)
    return [item.text or "" for item in root.iter(f"{SVG}text")]


def test_an_excerpt_about_a_system_has_its_integrations() -> None:
    """The excerpt about the ERP contains its integrations I-002 and I-003, and their three
    systems.
    """
    part = select_excerpt(small(), "SAP S/4HANA")
    assert labels(part) == ["I-002", "I-003"]
    assert [system.id for system in part.systems] == ["copilot", "crm", "erp"]
    assert [flow.id for flow in part.flows] == ["f3", "f4"]
    assert part.totals is None


def test_an_excerpt_has_at_most_eighteen_integrations() -> None:
    """Of a system with 29 integrations, 18 are shown, and the title says "+11 more"."""
    whole = large(30, poc=False)
    star = tuple(
        replace(whole.integrations[0], id=f"s000--s{n:03}", label=f"I-{n:03}",
                systems=("s000", f"s{n:03}"), flows=())
        for n in range(1, 30)
    )  # fmt: skip
    hub = replace(whole, integrations=star, flows=(), estimates=())
    part = select_excerpt(hub, "s000")
    assert len(part.integrations) == 18
    assert part.meta.title.endswith(", +11 more")


def test_an_excerpt_about_an_integration_has_its_two_systems() -> None:
    """An integration is found by its label or its id, in upper or lower case, and shown with its
    two systems.
    """
    for name in ("i-002", "Copilot--ERP"):
        part = select_excerpt(small(), name)
        assert labels(part) == ["I-002"]
        assert {system.id for system in part.systems} == {"copilot", "erp"}


def test_the_surface_excerpt_is_what_the_poc_touches() -> None:
    """The excerpt `surface` contains the integrations that the POC builds, depends on or
    affects.
    """
    sample = small()
    named = {*sample.surface.build, *sample.surface.depends_on, *sample.surface.affects}
    assert {item.id for item in select_excerpt(sample, "surface").integrations} == named


@pytest.mark.parametrize(
    ("name", "hint"), [("SAP S/4HAN", "did you mean SAP S/4HANA"), ("zzz", "show systems")]
)
def test_an_unknown_name_is_an_error_with_a_hint(name: str, hint: str) -> None:
    """The error for an unknown name suggests similar names."""
    with pytest.raises(SeamscopeError, match="no system or integration is called") as caught:
        select_excerpt(small(), name)
    assert hint in caught.value.remedy


def test_an_ambiguous_name_is_an_error() -> None:
    """If two systems have the same name, the error lists their ids."""
    twins = tuple(replace(system, name="Twin") for system in small().systems[:2])
    with pytest.raises(SeamscopeError, match="several systems") as caught:
        select_excerpt(replace(small(), systems=twins), "twin")
    assert "copilot, crm" in caught.value.remedy


@needs_graphviz
def test_the_matrix_counts_integrations_where_data_goes() -> None:
    """The cells of the matrix have the numbers that were counted by hand, for example 1 for Finance
    to Sales.

    The POC has a row of its own. The retired I-004 is not counted, and I-005 is mentioned as of
    unknown direction.
    """
    output = FORMATS["matrix"].render(small())
    root: Element = fromstring(output)
    result = root.findtext(f"{SVG}desc") or ""
    assert set(result.rstrip(".").split("; ")) == {
        "POC Service Copilot to Sales: 1 integration",
        "Sales to POC Service Copilot: 1 integration",
        "Finance to POC Service Copilot: 1 integration",
        "Finance to Sales: 1 integration",
    }
    assert any("1 of unknown direction" in text for text in texts(output))


@needs_graphviz
def test_the_matrix_has_at_most_ten_domains() -> None:
    """Of fourteen domains, nine are shown and the others are combined to "Others", so no
    integration is missing.
    """
    crowd = large(300, poc=False)
    spread = replace(crowd, systems=tuple(
        replace(system, domain=f"Domain {n % 14:02}") for n, system in enumerate(crowd.systems)
    ))  # fmt: skip
    words = texts(FORMATS["matrix"].render(spread))
    assert "Others" in words
    figures = sum(int(word) for word in words if re.fullmatch(r"\d+", word))
    both = sum(item.direction == "both" for item in spread.integrations)
    assert len(spread.integrations) <= figures <= len(spread.integrations) + both


@needs_graphviz
def test_an_empty_landscape_has_an_empty_matrix() -> None:
    """The matrix of an empty landscape says that there is no integration between domains."""
    empty = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))
    assert b"There is no integration between domains." in FORMATS["matrix"].render(empty)


@pytest.mark.parametrize(
    ("kind", "count", "text"),
    [
        ("file", 2, "2 files"),
        ("entry", 1, "1 entry"),
        ("statement", 3, "3 statements"),
        ("note", 1, "1 note"),
        ("anything", 2, "2 items"),
    ],
)
def test_skipped_items_are_counted_by_their_kind(kind: str, count: int, text: str) -> None:
    """Skipped items are counted with the noun of their kind, in singular or plural."""
    assert count_skipped(kind, count) == text
