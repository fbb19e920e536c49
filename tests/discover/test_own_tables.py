"""Tables that commands print are never inputs; they are recognised by their header."""

import pytest

from seamscope.cli import claims, schema_keys
from seamscope.connector import build_member
from seamscope.discover.own_outputs import is_own_output
from seamscope.discover.own_tables import is_own_table
from seamscope.document import Meta, Survey
from seamscope.outputs.commands import check, diff, explain_rows, lineage
from seamscope.outputs.commands.show import LISTS, format_list
from seamscope.outputs.writers.languages import use_language
from seamscope.outputs.writers.tabulate import tabulate, use_width

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="1", schema_version="2"))
# The header of the costs has the currency, and no reader of lists takes it for a list.
SHOWN = sorted(LISTS.keys() - {"costs"})
OTHERS = [module.HEADERS for module in (check, claims, diff, explain_rows, lineage, schema_keys)]


@pytest.mark.parametrize("shape", ["csv", "markdown"])
def test_every_table_is_known_by_its_first_line(shape: str) -> None:
    """The header of each table that a command prints identifies the table as an output."""
    for name in SHOWN:
        content = format_list(EMPTY, name, shape).encode()
        assert is_own_output(build_member(content, "x.csv", "x.csv")), name
    for headers in OTHERS:
        assert is_own_table(tabulate(headers, [], shape).encode()), headers


@pytest.mark.parametrize("shape", ["markdown", "csv", "json", "text"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_table_with_rows_is_known_in_every_format(shape: str, language: str) -> None:
    """A table that was saved from the terminal or pasted into a note is no input either."""
    for headers in OTHERS:
        row = ["Ledger sends postings to Shop"] * len(headers)
        with use_language(language), use_width(200):
            content = tabulate(headers, [row, row], shape).encode()
        assert is_own_output(build_member(content, "x.md", "x.md")), headers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\rb\nc",
        "\0\r\x00",
        "id,name,kind,owner\n",
        "source,target,mechanism\n",
        "| id | name |\n",
        "label;id;system;direction\n",
        '"id,name,kind,flows,evidence"\n',
        '[\n  {"name": "Shop"}\n]\n',
        "[\n  1\n]\n",
        "Minutes\n──────────────────────────────\nShop sends orders to Ledger.\n",
    ],
)
def test_lists_of_people_are_inputs(text: str) -> None:
    """A list of a person is an input although some words of its header are those of an output."""
    assert not is_own_table(text.encode())
