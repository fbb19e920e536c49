"""Parts of a survey as data frames of pandas and polars."""

import re
import sys
from pathlib import Path
from typing import get_args

import pandas as pd
import polars as pl
import pytest

from seamscope import Survey
from seamscope.document import Meta
from seamscope.document.frames import FrameName
from seamscope.errors import SeamscopeError
from seamscope.estimate import Effort, EffortClass, Estimate, Scope
from seamscope.estimate.result import Missing
from seamscope.landscape import Direction, Integration
from seamscope.records import ClueKind, Evidence, Mechanism
from seamscope.resolved import (
    End,
    EndpointNode,
    Finding,
    FlowEdge,
    Question,
    QuestionKind,
    Severity,
    SystemNode,
)

pytestmark = pytest.mark.slow  # importing pandas and polars takes seconds
META = Meta(tool="seamscope", tool_version="1", schema_version="2")
EMPTY = Survey(meta=META)
PLACE = Evidence(file="flows.csv", line=3, connector="tables")
FULL = Survey(
    meta=META,
    systems=(SystemNode(id="crm", name="CRM", aliases=("C4C", "Sales Cloud")),),
    endpoints=(EndpointNode(id="host-x", name="x.example.com", kind=ClueKind.HOST),),
    flows=(
        FlowEdge(
            id="f1",
            source=End(system="crm", dataset="crm.account"),
            target=End(system="host-x"),
            mechanism=Mechanism.API,
            evidence=(PLACE,),
        ),
    ),
    integrations=(
        Integration(
            id="crm--host-x",
            label="I-22222",
            systems=("crm", "host-x"),
            direction=Direction.A_TO_B,
            flows=("f1",),
        ),
    ),
    estimates=(
        Estimate(
            integration="crm--host-x",
            scope=Scope.PRODUCTION,
            cfp=4.0,
            size=(),
            setup_hours=8.0,
            rate=5.0,
            score=31.0,
            effort_class=EffortClass.M,
            effort_hours=Effort(mean=40.0, p50=36.0, p80=52.0, p90=60.0),
            missing=(Missing(fact="volume", question="How much?", variance_share=0.5),),
        ),
    ),
    questions=(Question(id="q1", text="Who owns CRM?", kind=QuestionKind.FACT, about=("crm",)),),
    findings=(Finding(severity=Severity.HIGH, what="No owner", where=("crm",), remedy="Ask"),),
)
EXPECTED: dict[FrameName, dict[str, object]] = {
    "systems": {"id": "crm", "name": "CRM", "aliases": ["C4C", "Sales Cloud"]},
    "flows": {
        "source": "CRM",
        "source_dataset": "crm.account",
        "target_id": "host-x",
        "target": "x.example.com",
        "mechanism": "api",
        "derived": False,
        "evidence": ["flows.csv:3"],
    },
    "integrations": {
        "system_a": "CRM",
        "system_b": "x.example.com",
        "direction": "a_to_b",
        "flows": 1,
        "entities_both_ways": [],
    },
    "estimates": {
        "systems": "CRM – x.example.com",
        "class": "M",
        "p80_hours": 52.0,
        "missing": ["volume"],
        "in_total": True,
    },
    "questions": {"id": "q1", "kind": "fact", "about": ["crm"]},
    "findings": {"severity": "high", "what": "No owner", "remedy": "Ask", "where": ["crm"]},
}  # fmt: skip


@pytest.mark.parametrize("name", get_args(FrameName))
def test_both_libraries_give_the_same_rows(name: FrameName) -> None:
    """Frames of pandas and polars have the same rows, with readable names beside the ids and lists
    for several values.
    """
    polars_row = FULL.frame(name, "polars").to_dicts()[0]
    pandas_row = FULL.frame(name, "pandas").to_dict("records")[0]
    assert {key: polars_row[key] for key in EXPECTED[name]} == EXPECTED[name]
    assert {key: pandas_row[key] for key in EXPECTED[name]} == EXPECTED[name]
    assert list(pandas_row) == list(polars_row)


@pytest.mark.parametrize("name", get_args(FrameName))
def test_a_frame_without_rows_has_the_same_columns_and_types(name: FrameName) -> None:
    """The frame of an empty survey has the columns and types of any other frame."""
    full, empty = FULL.frame(name), EMPTY.frame(name)
    assert (len(full), len(empty)) == (1, 0)
    assert full.dtypes.to_dict() == empty.dtypes.to_dict()
    assert FULL.frame(name, "polars").schema == EMPTY.frame(name, "polars").schema


@pytest.mark.parametrize("name", get_args(FrameName))
def test_the_page_lists_the_columns(name: FrameName) -> None:
    """docs/python.md shows the columns of each frame in their order."""
    page = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
    rows = (line.split("|") for line in page.splitlines() if line.startswith(f"| `{name}` |"))
    (columns,) = (cells[3] for cells in rows if len(cells) == 5)
    assert re.findall(r"`(\w+)`", columns) == list(EMPTY.frame(name).columns)


def test_numbers_are_numbers() -> None:
    """Figures are numbers, and unknown figures are missing values."""
    assert isinstance(FULL.frame("estimates"), pd.DataFrame)
    assert FULL.frame("estimates")["p50_hours"].sum() == 36.0
    assert FULL.frame("questions")["variance_share"].isna().all()
    questions = FULL.frame("questions", "polars")
    assert questions.schema["variance_share"] == pl.Float64()
    assert questions["variance_share"].to_list() == [None]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_an_error_that_says_what_to_install(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If pandas or polars is not installed, the error names the extra to install."""
    monkeypatch.setitem(sys.modules, library, None)
    remedy = rf"{library} is not installed.*pip install 'seamscope\[{library}\]'"
    with pytest.raises(SeamscopeError, match=remedy):
        FULL.frame("flows", library)  # type: ignore[call-overload]


def test_unknown_names_are_value_errors_that_list_the_known_ones() -> None:
    """An unknown frame or library is a ValueError that lists the known ones."""
    with pytest.raises(ValueError, match="unknown frame 'datasets'; use one of systems, flows"):
        FULL.frame("datasets")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="unknown library 'arrow'; use one of pandas, polars"):
        FULL.frame("flows", "arrow")  # type: ignore[call-overload]
