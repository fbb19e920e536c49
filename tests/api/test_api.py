"""The public Python API: its names, its import time, and its page in the docs."""

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import seamscope
import seamscope.cli
from seamscope import Survey, diff, lineage, load_survey, render, survey
from seamscope.document import Meta, encode
from seamscope.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
HEAVY = {"networkx", "sqlglot", "numpy", "pydantic", "seamscope.document"}
INVENTORY = """
inventory: 1
systems: [{name: SAP ERP, kind: erp}, {name: "<b>CRM</b>", kind: crm}]
flows: [{from: SAP ERP, to: "<b>CRM</b>", mechanism: api, entities: [Customer]}]
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    path = tmp_path_factory.mktemp("in") / "inventory.yaml"
    path.write_text(INVENTORY, encoding="utf-8")
    return survey(path)


def test_functions_stay_functions_after_the_command_line_is_imported() -> None:
    """After the command line is imported, `seamscope.survey` and the other functions are not
    replaced by modules of the same name.
    """
    assert "seamscope.cli" in sys.modules
    for name in ("survey", "load_survey", "render", "diff"):
        assert callable(getattr(seamscope, name)), name
    assert seamscope.lineage is sys.modules["seamscope.lineage"]
    assert seamscope.Survey is Survey


def modules_after(code: str) -> set[str]:
    """Return the modules that a new Python has loaded after running the code."""
    script = f"{code}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    return set(json.loads(run.stdout))


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import seamscope` alone loads no large library."""
    assert not modules_after("import seamscope") & HEAVY


@pytest.mark.slow
def test_importing_every_public_name_loads_no_graph_parser_or_arrays() -> None:
    """`from seamscope import *` loads no networkx, sqlglot or numpy, because functions load them
    when they are called.
    """
    loaded = modules_after("from seamscope import *")
    assert "seamscope.lineage" in loaded
    assert not loaded & {"networkx", "sqlglot", "numpy"}


def test_one_plain_statement_loads_no_interpreter_and_no_catalogue() -> None:
    """A short SQL text is read without the interpreter of scripts and without YAML, even with the
    columns of its tables.
    """
    sql = "INSERT INTO t (a) SELECT b FROM s WHERE b IN (1, 2)"
    loaded = modules_after(
        f"from seamscope import lineage; lineage.read({sql!r}, schema={{'s': ['b']}})"
    )
    assert "seamscope.lineage.fast_path" in loaded
    assert not loaded & {"seamscope.lineage.script", "yaml", "msgspec", "pydantic", "platformdirs"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    """The package has the public names and no others."""
    with pytest.raises(AttributeError, match="no attribute 'surveys'"):
        getattr(seamscope, "surveys")  # noqa: B009 (type checkers know that it does not exist)
    assert sorted(dir(seamscope)) == sorted(seamscope.__all__)


@pytest.mark.slow
def test_the_examples_of_the_page_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of docs/python.md gives the output shown there."""
    monkeypatch.chdir(tmp_path)
    tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (tried.attempted > 10, tried.failed) == (True, 0)


def test_the_page_names_every_public_name() -> None:
    """The page mentions each public name of `seamscope` and `seamscope.lineage`."""
    words = set(re.findall(r"\w+", PAGE.read_text(encoding="utf-8")))
    assert set(seamscope.__all__) <= words
    assert set(lineage.__all__) <= words


def test_a_survey_is_loaded_as_it_was_saved(result: Survey, tmp_path: Path) -> None:
    """`load_survey` returns the saved survey unchanged."""
    path = tmp_path / "survey.json"
    path.write_bytes(encode(result))
    again = load_survey(str(path))
    assert again.systems == result.systems
    assert diff(result, again).changes == ()


def test_a_missing_survey_is_an_input_error(tmp_path: Path) -> None:
    """The error of `load_survey` names the missing file and the command that writes it."""
    with pytest.raises(InputError, match=r"none\.json: no such survey; run `seamscope survey`"):
        load_survey(tmp_path / "none.json")


def test_no_paths_are_an_input_error() -> None:
    """`survey([])` is an InputError, because a survey needs at least one path."""
    with pytest.raises(InputError, match="no paths given; pass at least one file or folder"):
        survey([])


def test_a_survey_takes_several_paths_of_any_kind(tmp_path: Path) -> None:
    """A list of paths for `survey` may contain both strings and Path objects."""
    for name in ("a", "b"):
        text = f"inventory: 1\nsystems: [{{name: System {name}}}]\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = survey([str(tmp_path / "a.yaml"), tmp_path / "b.yaml"])
    assert [system.name for system in found.systems] == ["System a", "System b"]


def test_an_unknown_format_is_a_value_error_that_lists_the_formats(result: Survey) -> None:
    """The error for an unknown format lists all formats."""
    with pytest.raises(ValueError, match=r"unknown format 'doc'; use one of .*markdown"):
        render(result, "doc")


def test_outputs_are_bytes(result: Survey) -> None:
    """`render` returns bytes for each format: those of the file that the command line writes."""
    assert render(result, "svg").startswith(b"<?xml")
    assert b"SAP ERP" in render(result, "markdown")


def test_the_graph_has_systems_as_nodes_and_flows_as_edges(result: Survey) -> None:
    """`graph` returns a new networkx graph on each access."""
    graph = result.graph
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph) == {system.id for system in result.systems}
    assert {key for _, _, key in graph.edges(keys=True)} == {flow.id for flow in result.flows}
    graph.clear()
    assert len(result.graph) == 2


def test_a_notebook_shows_a_table_with_escaped_names(result: Survey) -> None:
    """Names from the inputs cannot inject HTML into a notebook."""
    html = result._repr_html_()
    assert "2 systems, 1 integration" in html
    assert "&lt;b&gt;CRM&lt;/b&gt; – SAP ERP" in html
    assert "<b>" not in html
    assert "P50, days" in html


def test_a_survey_without_estimates_shows_no_table() -> None:
    """The HTML of an empty survey has only a title and counts."""
    html = Survey(meta=Meta(tool="seamscope", tool_version="1", schema_version="2"))._repr_html_()
    assert html == "<h3>Survey</h3><p>0 systems, 0 integrations, 0 open questions</p>"
