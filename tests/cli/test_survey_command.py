"""`seamscope survey`, as a user runs it, with the sample landscape and with hostile inputs."""

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.outputs.writers.folder import lock_folder

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "inventories" / "halden-pumps"
OUTPUTS = {
    "effort.csv",
    "effort.json",
    "effort.xlsx",
    "landscape.dot",
    "landscape.graphml",
    "landscape.json",
    "landscape.png",
    "landscape.svg",
    "neighbourhood.svg",
    "report.html",
    "report.md",
    "survey.json",
}


def seamscope(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("build")
    return folder, seamscope("survey", SAMPLE, "--poc", SAMPLE / "poc.yaml", "-o", folder)


def test_survey_writes_every_output(
    surveyed: tuple[Path, Result],
) -> None:
    """One command writes diagram, table, report and survey, and prints which file to open."""
    folder, result = surveyed
    assert result.exit_code == 0, result.output
    assert {path.name for path in folder.iterdir()} == {*OUTPUTS, "manifest.json"}
    assert f"Open   {folder / 'report.html'}" in result.stdout
    assert "P80" in result.stdout
    assert len((result.stdout + result.stderr).splitlines()) <= 35


@pytest.mark.slow
def test_all_prints_the_whole_table(tmp_path: Path) -> None:
    """`--all` shows what the summary leaves out, such as existing integrations."""
    shown = seamscope("survey", SAMPLE, "--poc", SAMPLE / "poc.yaml", "--all", "-o", tmp_path)
    assert "depends on" in shown.stdout
    assert len(shown.stdout.splitlines()) > 35


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(surveyed: tuple[Path, Result], tmp_path: Path) -> None:
    """A second run with the same inputs writes the same bytes."""
    folder, first = surveyed
    second = seamscope("survey", SAMPLE, "--poc", SAMPLE / "poc.yaml", "-o", tmp_path)
    assert second.stdout.replace(str(tmp_path), str(folder)) == first.stdout
    for name in sorted(OUTPUTS):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_an_output_folder_that_cannot_be_written_is_reported_first(tmp_path: Path) -> None:
    """If a file has the name of the output folder, the run ends before any input is read."""
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    result = seamscope("survey", SAMPLE, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "is a file" in result.stderr
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_second_run_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    """While one run writes to an output folder, another run with this folder is an error."""
    with lock_folder(tmp_path / "out"):
        result = seamscope("survey", SAMPLE, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "another run" in result.stderr


def test_an_interrupted_run_exits_with_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is interrupted exits with 130 and leaves no outputs."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("seamscope.pipeline.finish", interrupt)
    result = seamscope("survey", SAMPLE, "-o", tmp_path / "out")
    assert result.exit_code == 130
    assert not (tmp_path / "out").exists()


def test_an_interruption_before_the_command_begins_exits_with_130(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An interruption before the command begins exits with 130 and not with 1, which would mean
    that a gate failed.
    """

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "resolve_command", interrupt)
    result = seamscope("check", "survey.json")
    assert result.exit_code == 130
    assert "interrupted" in result.output


@pytest.mark.slow
def test_other_outputs_are_written_if_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in seamscope is reported without content of the inputs, and the other outputs are
    written.
    """

    def fail(survey: object) -> bytes:
        raise KeyError("a name from the inputs")

    monkeypatch.setattr("seamscope.outputs.text.markdown.render_markdown", fail)
    result = seamscope("survey", SAMPLE, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "report.md: left out because of an error in seamscope (KeyError at" in result.stderr
    assert "a name from the inputs" not in result.stderr
    assert (tmp_path / "out" / "survey.json").exists()
    assert not (tmp_path / "out" / "report.md").exists()


def test_a_changed_output_is_reported_when_the_survey_is_read(
    surveyed: tuple[Path, Result], tmp_path: Path
) -> None:
    """`show` compares the output folder with its manifest and names a changed file."""
    copy = tmp_path / "copy"
    shutil.copytree(surveyed[0], copy)
    (copy / "report.md").write_text("edited", encoding="utf-8")
    result = seamscope("show", "systems", copy / "survey.json")
    assert result.exit_code == 0
    assert "report.md: was changed after the run" in result.stderr


def test_every_node_and_edge_has_evidence(surveyed: tuple[Path, Result]) -> None:
    """Every system, dataset, interface, flow, dependency and integration has evidence."""
    survey = json.loads((surveyed[0] / "survey.json").read_text())
    kinds = ("systems", "datasets", "interfaces", "flows", "dependencies", "integrations")
    for kind in kinds:
        assert survey[kind] or kind == "dependencies"
        for item in survey[kind]:
            assert item["evidence"], (kind, item["id"])
            assert all(evidence["file"] for evidence in item["evidence"]), item["id"]


def test_survey_json_is_valid_for_its_schema(surveyed: tuple[Path, Result]) -> None:
    """An independent validator accepts survey.json against the JSON Schema."""
    document = ROOT / "src" / "seamscope" / "document"
    schema = json.loads((document / "survey.schema.json").read_text())
    jsonschema.validate(json.loads((surveyed[0] / "survey.json").read_text()), schema)


def test_the_sample_password_is_in_no_output(surveyed: tuple[Path, Result]) -> None:
    """The dummy password in the Kafka files of the sample is in no output and in no message."""
    planted = "not-a-real-password"
    assert any(planted in path.read_text() for path in SAMPLE.glob("kafka/*.json"))
    folder, result = surveyed
    assert planted not in result.output
    for name in OUTPUTS:
        assert planted.encode() not in (folder / name).read_bytes(), name


@pytest.mark.slow
def test_show_explain_and_render_need_only_the_survey(
    surveyed: tuple[Path, Result], tmp_path: Path
) -> None:
    """The commands `show`, `explain` and `render` do not read the inputs again."""
    file = surveyed[0] / "survey.json"
    for what in (
        "systems",
        "integrations",
        "touchpoints",
        "flows",
        "questions",
        "readiness",
        "skipped",
    ):
        for shape in ("text", "markdown", "csv", "json"):
            shown = seamscope("show", what, file, "--format", shape)
            assert shown.exit_code == 0, shown.output
            assert shown.stdout.strip()
    label = json.loads((surveyed[0] / "survey.json").read_text())["integrations"][0]["label"]
    explained = seamscope("explain", label.lower(), file)
    assert explained.exit_code == 0
    assert "evidence" in explained.stdout or ":" in explained.stdout
    assert seamscope("explain", "I-999", file).exit_code == 2
    drawn = seamscope("render", "svg", file, "-o", tmp_path / "again.svg")
    assert drawn.exit_code == 0
    assert (tmp_path / "again.svg").read_bytes() == (surveyed[0] / "landscape.svg").read_bytes()
    assert "markdown" in seamscope("render", "list").stdout
    assert seamscope("render", "nonsense", file).exit_code == 2
    assert seamscope("render", "markdown", file).stdout.startswith("#")


HOSTILE: dict[str, bytes] = {
    "empty.json": b"",
    "empty.csv": b"",
    "empty.yaml": b"",
    "empty.sql": b"",
    "empty.xlsx": b"",
    "empty.xml": b"",
    "cut.json": b'{"name": "x", "config": {"connector.class": ',
    "cut.yaml": b"inventory: 1\nsystems: [",
    "cut.xml": b'<?xml version="1.0"?><edmx:Edmx xmlns:edmx="http://schemas',
    "entities.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "outside.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "aliases.yaml": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n".encode()
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "deep.json": b"[" * 50_000,
    "deep.sql": b"SELECT " + b"(" * 20_000 + b"1" + b")" * 20_000,
    "latin.csv": "Name;Owner\nGröße;Köhler\n".encode("cp1252"),
    "wide.sql": "SELECT * FROM t;".encode("utf-16"),
    "reference.yaml": b'openapi: 3.0.0\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n'
    b'    $ref: "../../../etc/passwd"\n',
    "binary.sql": bytes(range(256)) * 8,
    "formula.csv": b"name,type,owner\n\"=cmd|'/c calc'!A1\",erp,@SUM(1)\n",
}


@pytest.mark.slow
def test_hostile_files_do_not_stop_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken and hostile files are reported with their location and a remedy, and the other files
    are read.
    """

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    inputs = tmp_path / "in"
    inputs.mkdir()
    for name, content in HOSTILE.items():
        (inputs / name).write_bytes(content)
    (inputs / "way_out.csv").symlink_to("/etc/passwd")
    (inputs / "good.csv").write_text("Source,Target,Protocol\nSAP S/4HANA,Salesforce,REST\n")
    result = seamscope("survey", inputs, "-o", tmp_path / "out", "--verbose")
    assert result.exit_code == 0, result.output
    survey = json.loads((tmp_path / "out" / "survey.json").read_text())
    assert [i["id"] for i in survey["integrations"]] == ["salesforce--sap-s-4hana"]
    texts = {item["evidence"]["file"] for item in survey["skipped"]}
    for name in ("cut.json", "cut.yaml", "cut.xml", "entities.xml", "outside.xml", "aliases.yaml",
                 "deep.json", "deep.sql", "way_out.csv", "binary.sql", "empty.xlsx"):  # fmt: skip
        assert name in texts, name
    assert re.search(r"cut\.json:\d+: .+; .+", result.stderr)
    assert "root:" not in (tmp_path / "out" / "survey.json").read_text()
    assert "'=cmd" not in survey["meta"]["title"]


def test_a_missing_path_or_invalid_poc_ends_the_run(tmp_path: Path) -> None:
    """Wrong usage ends the run with exit code 2 and all errors at once."""
    missing = seamscope("survey", tmp_path / "nowhere", tmp_path / "neither", "-o", tmp_path)
    assert missing.exit_code == 2
    assert missing.stderr.count("no such file or folder") == 2
    poc = tmp_path / "poc.yaml"
    poc.write_text("name: P\nreads:\n  - sytem: X\nteem: 1\n")
    broken = seamscope("survey", SAMPLE, "--poc", poc, "-o", tmp_path / "out")
    assert broken.exit_code == 2
    assert broken.stderr.count("poc.yaml:") == 3
    assert not (tmp_path / "out").exists()
    assert seamscope("survey", SAMPLE, "--claim", "x").exit_code == 2
    assert seamscope("show", "systems", tmp_path / "no.json").exit_code == 2
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert seamscope("survey", SAMPLE, "-o", blocked / "out").exit_code == 2


def test_lineage_reads_a_file_or_standard_input(tmp_path: Path) -> None:
    """`lineage` shows the reads, writes, columns and problems of a SQL text."""
    file = tmp_path / "a.sql"
    file.write_text("INSERT INTO t (a) SELECT s.b FROM s;\nTHIS IS NOT SQL AT ALL (;\n")
    shown = seamscope("lineage", file)
    assert shown.exit_code == 0
    assert "s.b → a" in shown.stdout.replace("\n", " ")
    result = CliRunner().invoke(main, ["lineage", "-", "--format", "json"], input=file.read_text())
    found = json.loads(result.stdout)
    assert [(flow["source"], flow["target"]) for flow in found["flows"]] == [("s", "t")]
    assert found["diagnostics"][0]["line"] == 2
    assert seamscope("lineage", tmp_path / "no.sql").exit_code == 2


def test_connectors_shows_all_connectors_or_the_claim_of_a_file(tmp_path: Path) -> None:
    """`connectors` lists every connector; `connectors FILE` shows which one reads the file, and
    why.
    """
    assert "kafka-connect" in seamscope("connectors").stdout
    file = tmp_path / "a.dtsx"
    file.write_text("<a/>")
    assert "ssis: has the extension .dtsx" in seamscope("connectors", file).stdout
    (tmp_path / "a.xyz").write_text("?")
    assert "no connector claims it" in seamscope("connectors", tmp_path / "a.xyz").stderr
    assert seamscope("connectors", tmp_path / "no").exit_code == 2


def test_help_imports_no_heavy_library() -> None:
    """`seamscope --help` imports neither networkx nor sqlglot nor numpy."""
    code = (
        "import sys\nfrom seamscope.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "heavy = {'networkx', 'sqlglot', 'numpy', 'openpyxl', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
