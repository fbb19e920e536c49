"""Texts that commands print are never inputs; they are recognised by their shape."""

import pytest
from tests.outputs.survey_sample import small

from seamscope.compare import compare_surveys
from seamscope.discover.own_texts import is_own_text
from seamscope.outputs.commands.diff import format_difference
from seamscope.outputs.commands.explain import explain
from seamscope.outputs.commands.gather import format_missing
from seamscope.outputs.commands.show import format_list
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.outputs.writers.tabulate import use_width


def test_explanations_are_known() -> None:
    """The text of `explain` for a system and for an integration is an output."""
    survey = small()
    for name in (survey.systems[0].id, survey.estimates[0].integration):
        assert is_own_text(explain(survey, name).encode()), name


def test_lists_on_a_narrow_terminal_are_known() -> None:
    """A table that does not fit the terminal is printed as blocks, which are outputs too."""
    with use_width(40):
        for name in ("systems", "flows", "integrations", "findings"):
            assert is_own_text(format_list(small(), name, "text").encode()), name


def test_other_texts_are_known() -> None:
    """Comparisons, requests for missing sources and the summary are outputs."""
    survey = small()
    assert is_own_text(format_difference(compare_surveys(survey, survey), "text").encode())
    assert is_own_text(format_missing(survey, {}).encode())
    run = Run(file="out/report.html", commands=("seamscope explain I-001 out",))
    assert is_own_text(render_summary(survey, run).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Shop  (the web shop)\n  sends orders to Ledger every night\n",
        "Shop\n  sends    orders\n  to       Ledger\n",
        "Systems: 3 changed, 2 unchanged\nShop sends orders to Ledger.\n",
        "Open   the door\nNext   call seamscope again\n",
        "Ask the DBA\n\nAsk for the list. Shop sends orders to Ledger.\n",
    ],
)
def test_notes_of_people_are_inputs(text: str) -> None:
    """A note is an input although some of its words or its layout look like those of an output."""
    assert not is_own_text(text.encode())
