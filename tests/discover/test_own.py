"""Outputs of seamscope are never inputs, in any folder and under any name."""

from pathlib import Path

import pytest

from seamscope.connector import Connector, build_member, open_file
from seamscope.discover import discover, load_connectors
from seamscope.discover.own_outputs import is_own_output
from seamscope.document import encode, encode_json_schema
from seamscope.landscape import Landscape
from seamscope.outputs import FORMATS
from seamscope.outputs.writers.folder import publish
from seamscope.pipeline import Job, Outcome, run

HALDEN = Path(__file__).parents[2] / "inventories" / "halden-pumps"


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run(Job(paths=(HALDEN,), jobs=1))


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    return load_connectors()[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_format_is_recognised_as_an_output(outcome: Outcome, name: str) -> None:
    """An output of any format is recognised as such even if it was renamed."""
    output_format = FORMATS[name]
    copied = f"copied{output_format.suffix}"
    assert is_own_output(build_member(output_format.render(outcome.survey), copied, copied))


def test_other_documents_are_recognised_as_outputs(outcome: Outcome) -> None:
    """The survey, its schema, the graphs of the landscape, the manifest and answers.yaml are
    recognised as outputs, too.
    """
    landscape: Landscape = outcome.landscape
    for name, content in {
        "a.json": encode(outcome.survey),
        "b.json": encode_json_schema(),
        "c.json": landscape.to_node_link(),
        "d.graphml": landscape.to_graphml(),
        "manifest.json": b'{\n  "mark": "seamscope output set",\n  "files": {}\n}\n',
        "answers.yaml": b"# what the architect says\nanswers:\n  - same: yes\n",
    }.items():
        assert is_own_output(build_member(content, name, name)), name


def test_files_of_people_are_not_recognised_as_outputs() -> None:
    """No file of a sample landscape is recognised as an output.

    Files called answers.yaml are left out, because a survey of a sample writes one next to its
    seamscope.yaml.
    """
    every = [path for path in HALDEN.parent.rglob("*") if path.is_file()]
    every = [path for path in every if path.name != "answers.yaml"]
    files = [open_file(path, path.relative_to(HALDEN.parent).as_posix()) for path in every]
    assert [file.path for file in files if is_own_output(file)] == []
    assert len(files) > 20


def test_answers_of_something_else_are_an_input() -> None:
    """A file called answers.yaml with the content of an inventory is an input."""
    assert not is_own_output(build_member(b"inventory: 1\n", "answers.yaml", "answers.yaml"))


@pytest.mark.slow
def test_outputs_among_the_inputs_leave_no_trace(
    tmp_path: Path, connectors: list[Connector], outcome: Outcome
) -> None:
    """A survey is the same, byte for byte, if outputs of an earlier survey are among its inputs."""
    inventory = "inventory: 1\nflows:\n  - {from: CRM, to: ERP}\n"
    (tmp_path / "a.yaml").write_text(inventory, "utf-8")
    (tmp_path / ".gitignore").write_text("ignored/\n", "utf-8")
    (tmp_path / ".seamscopeignore").write_text("hidden/\n", "utf-8")
    job = Job(paths=(tmp_path,), jobs=1, title="t")
    first = run(job, connectors)
    for folder in ("build", "ignored", "hidden"):
        (tmp_path / folder).mkdir()
        for name in ("csv", "xlsx", "json", "structurizr-dsl", "archimate", "backstage"):
            output_format = FORMATS[name]
            copied = tmp_path / folder / f"renamed-{name}{output_format.suffix}"
            copied.write_bytes(output_format.render(outcome.survey))
        (tmp_path / folder / "x.json").write_bytes(encode(first.survey))
    second = run(job, connectors)
    assert encode(second.survey) == encode(first.survey)
    assert len(second.own) == 14
    assert second.own[0].startswith("build/renamed-")


def test_a_named_output_is_no_input_either(
    tmp_path: Path, connectors: list[Connector], outcome: Outcome
) -> None:
    """An output is not read even if it is a path on the command line, and it is listed as an
    output.
    """
    (tmp_path / "mine.json").write_bytes(encode(outcome.survey))
    found = discover([tmp_path / "mine.json"], connectors)
    assert (found.records, found.own) == ((), ("mine.json",))


def test_an_output_folder_is_left_out_as_a_whole(
    tmp_path: Path, connectors: list[Connector], outcome: Outcome
) -> None:
    """A folder `seamscope-out` with a manifest is left out with all of its files, such as tables
    without a mark.
    """
    (tmp_path / "a.yaml").write_text("inventory: 1\nflows:\n  - {from: CRM, to: ERP}\n", "utf-8")
    first = run(Job(paths=(tmp_path,), jobs=1, title="t"), connectors)
    out = tmp_path / "project" / "seamscope-out"
    publish(out, {"survey.json": encode(outcome.survey)})
    (out / "flows.csv").write_text("Source,Target\nCrewing,Tolling\n", "utf-8")
    second = run(Job(paths=(tmp_path,), jobs=1, title="t"), connectors)
    assert encode(second.survey) == encode(first.survey)
    assert second.own == ("project/seamscope-out/",)


def test_in_a_folder_of_another_name_only_outputs_are_left_out(
    tmp_path: Path, connectors: list[Connector], outcome: Outcome
) -> None:
    """In another output folder, the files of its manifest are left out even if a person changed
    them; other files are read.
    """
    publish(tmp_path / "build", {"effort.csv": b"a,b\n", "survey.json": encode(outcome.survey)})
    (tmp_path / "build" / "effort.csv").write_text("Source,Target\nA,B\n", "utf-8")
    (tmp_path / "build" / "mine.csv").write_text("Source,Target\nCrewing,Tolling\n", "utf-8")
    found = discover([tmp_path], connectors)
    assert found.own == ("build/effort.csv", "build/manifest.json", "build/survey.json")
    assert [use.path for use in found.files] == ["build/mine.csv"]


def test_a_folder_without_a_manifest_is_read_whatever_its_name(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """A folder called `seamscope-out` is read if it has no manifest."""
    (tmp_path / "seamscope-out").mkdir()
    (tmp_path / "seamscope-out" / "f.csv").write_text("Source,Target\nA,B\n", "utf-8")
    assert [use.path for use in discover([tmp_path], connectors).files] == ["seamscope-out/f.csv"]
