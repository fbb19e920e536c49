"""Lists whose authors did not know the grammar are read right or asked about, and never read
wrongly.
"""

from collections.abc import Sequence

import pytest
from tests.lists.scoring import ends, load, score_book, score_header

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import Dependency, Flow, System


@pytest.fixture(scope="module")
def connectors() -> Sequence[Connector]:
    found, _ = load_connectors()
    return [one for one in found if one.name == "tables"]


def test_header_rows_in_eight_languages_are_read(connectors: Sequence[Connector]) -> None:
    """At least 55 of 60 header rows are read completely, and no fact is read wrongly."""
    verdicts = {str(case["id"]): score_header(case, connectors) for case in load("headers.yaml")}
    wrong = {name: one.wrong for name, one in verdicts.items() if one.wrong}
    assert len(verdicts) == 60
    assert not wrong
    assert sum(one.is_right for one in verdicts.values()) >= 55


def test_messy_workbooks_are_read(connectors: Sequence[Connector]) -> None:
    """At least 9 of 10 workbooks are read completely, and no fact is read wrongly."""
    verdicts = {str(case["id"]): score_book(case, connectors) for case in load("books.yaml")}
    wrong = {name: one.wrong for name, one in verdicts.items() if one.wrong}
    assert len(verdicts) == 10
    assert not wrong
    assert sum(one.is_right for one in verdicts.values()) >= 9


@pytest.mark.parametrize("case", load("trades.yaml"), ids=lambda case: str(case["id"]))
def test_lists_of_other_trades_are_read(
    case: dict[str, object], connectors: Sequence[Connector]
) -> None:
    """Exactly the expected flows, dependencies and systems of a list are found."""
    file = build_member(str(case["text"]).encode(), "list.csv", "list.csv")
    records = read_files([file], connectors).records
    assert {
        "flows": sorted(list(ends(record)) for record in records if isinstance(record, Flow)),
        "links": sorted(list(ends(record)) for record in records if isinstance(record, Dependency)),
        "systems": sorted(record.name for record in records if isinstance(record, System)),
    } == {
        key: sorted(value) if isinstance(value := case[key], list) else value
        for key in ("flows", "links", "systems")
    }


@pytest.mark.parametrize("gap", ["", ";;;\n"])
def test_a_title_is_no_heading_of_the_columns_below_it(
    gap: str, connectors: Sequence[Connector]
) -> None:
    """A title in the first cell does not become part of the headers below it, so an unknown column
    keeps its own header.
    """
    text = f"Lista de aplicações (nov/2026);;;\n{gap}Aplicação;Designação local;Função;Situação\n"
    text += "Estrelia;Clube Sirena;Pontos;Em produção\nLagar;Armazém;Stock;Em produção\n"
    file = build_member(text.encode(), "list.csv", "list.csv")
    systems = [one for one in read_files([file], connectors).records if isinstance(one, System)]
    assert [one.name for one in systems] == ["Estrelia", "Lagar"]
    expected = ["Clube Sirena", "Armazém"]
    assert [name for one in systems for name in one.other_names] == expected
