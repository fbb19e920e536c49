"""Other programs read the exports, and find as many elements as a plain search of the file.

`.ci/run` installs these programs, and sets SEAMSCOPE_CONSUMERS to their folder and
SEAMSCOPE_CHROMIUM to a browser. Without these variables, the tests are skipped.
"""

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import yaml
from defusedxml.ElementTree import fromstring
from playwright.sync_api import Browser, Page, sync_playwright

from seamscope.document import Survey
from seamscope.outputs import FORMATS

from .crowd_sample import large
from .hostile_sample import hostile, hostile_everywhere
from .survey_sample import small
from .test_html import add_run_cost

HERE = Path(__file__).parent / "consumers"
TOOLS = Path(os.environ.get("SEAMSCOPE_CONSUMERS", ""))
CHROMIUM = os.environ.get("SEAMSCOPE_CHROMIUM", "")
SURVEYS = {
    "small": small(),
    "large": large(60, poc=True),
    "hostile": hostile_everywhere(add_run_cost(small())),
    "hostile names": hostile(),
}
needs_tools = pytest.mark.skipif(
    not (TOOLS / "node_modules").is_dir(), reason="SEAMSCOPE_CONSUMERS names no folder of programs"
)
needs_browser = pytest.mark.skipif(
    not (TOOLS / "node_modules").is_dir() or not CHROMIUM,
    reason="SEAMSCOPE_CONSUMERS or SEAMSCOPE_CHROMIUM is not set",
)
each_survey = pytest.mark.parametrize("survey", SURVEYS.values(), ids=SURVEYS)


def write_export(name: str, survey: Survey, folder: Path) -> Path:
    path = folder / f"export{FORMATS[name].suffix}"
    path.write_bytes(FORMATS[name].render(survey))
    return path


def run_reader(reader: str, export: Path) -> object:
    """Return what another program prints for an export; if the program fails, fail with its
    message.
    """
    runner = [str(TOOLS / "venv/bin/python")] if reader.endswith(".py") else ["node"]
    command = [*runner, str(HERE / reader), str(export), str(TOOLS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def elements(export: Path, name: str) -> list[Element]:
    root: Element = fromstring(export.read_bytes())
    return [item for item in root.iter() if item.tag.rpartition("}")[2] == name]


@needs_tools
@each_survey
def test_pyarchimate_reads_the_whole_model(survey: Survey, tmp_path: Path) -> None:
    """PyArchimate finds every element and every relationship."""
    export = write_export("archimate", survey, tmp_path)
    wanted = [len(elements(export, "element")), len(elements(export, "relationship"))]
    assert run_reader("archimate.py", export) == wanted
    assert wanted[0] >= len(survey.systems)


@needs_tools
@each_survey
def test_structurizr_client_loads_the_whole_workspace(survey: Survey, tmp_path: Path) -> None:
    """A third-party client for Structurizr finds every system and every relationship."""
    export = write_export("structurizr-json", survey, tmp_path)
    systems = json.loads(export.read_text("utf-8"))["model"]["softwareSystems"]
    ways = sum(len(system.get("relationships", [])) for system in systems)
    assert run_reader("structurizr.cjs", export) == [len(survey.systems), ways]


@needs_tools
@each_survey
def test_backstage_accepts_every_entity(survey: Survey, tmp_path: Path) -> None:
    """The policies and schemas of the Backstage catalog accept every entity."""
    export = write_export("backstage", survey, tmp_path)
    kinds = Counter(str(e["kind"]) for e in yaml.safe_load_all(export.read_text("utf-8")))
    assert run_reader("backstage.cjs", export) == dict(kinds)
    assert kinds["System"] == len(survey.systems)


@needs_tools
@each_survey
def test_openlineage_client_accepts_every_event(survey: Survey, tmp_path: Path) -> None:
    """Every event, input and output is valid for the classes of the OpenLineage client."""
    export = write_export("openlineage", survey, tmp_path)
    events = [json.loads(line) for line in export.read_text("utf-8").splitlines()]
    ends = [sum(len(event[side]) for event in events) for side in ("inputs", "outputs")]
    assert run_reader("openlineage_events.py", export) == [len(events), *ends]
    assert len(events) == len(survey.flows) + len(survey.dependencies)


@needs_tools
@each_survey
def test_mpxj_reads_the_whole_plan(survey: Survey, tmp_path: Path) -> None:
    """MPXJ finds every task, every role and every predecessor."""
    export = write_export("mspdi", survey, tmp_path)
    tasks = [t for t in elements(export, "Task") if t.findtext("{*}Name")]
    people = [r for r in elements(export, "Resource") if r.findtext("{*}Name")]
    waits = elements(export, "PredecessorLink")
    assert run_reader("mspdi.py", export) == [len(tasks), len(people), len(waits)]


@needs_tools
@each_survey
def test_plantuml_accepts_the_syntax(survey: Survey, tmp_path: Path) -> None:
    """PlantUML's syntax check finds no error."""
    export = write_export("plantuml", survey, tmp_path)
    command = ["plantuml", "-checkonly", "-failfast2", "-charset", "UTF-8", str(export)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        result = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield result
        result.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    result = browser.new_page()
    result.set_content('<div id="graph"></div>')
    yield result
    result.close()


DRAWN_BY_MERMAID = """async text => {
  mermaid.initialize({ maxTextSize: 1e6, maxEdges: 1e4 });
  const { svg } = await mermaid.render("drawn", text);
  const drawn = new DOMParser().parseFromString(svg, "text/html");
  return ["g.node", ".edgePaths path", "rect.task", "script, img, a, iframe"].map(
    (what) => drawn.querySelectorAll(what).length);
}"""
OPENED_BY_MXGRAPH = """text => {
  const model = mxUtils.parseXml(text).querySelector("mxGraphModel");
  const graph = new mxGraph(document.getElementById("graph"));
  new mxCodec(model.ownerDocument).decode(model, graph.getModel());
  const cells = Object.values(graph.getModel().cells);
  const edges = cells.filter((cell) => cell.edge);
  return [cells.filter((cell) => cell.vertex).length, edges.length,
          edges.filter((edge) => edge.source && edge.target).length];
}"""


@needs_browser
@each_survey
def test_mermaid_draws_every_system_and_line(survey: Survey, tmp_path: Path, page: Page) -> None:
    """Mermaid draws as many boxes and lines as the text contains, and no links or scripts."""
    text = write_export("mermaid", survey, tmp_path).read_text("utf-8")
    page.add_script_tag(path=TOOLS / "node_modules/mermaid/dist/mermaid.min.js")
    nodes, lines, _, acting = page.evaluate(DRAWN_BY_MERMAID, text)
    assert nodes == len(re.findall(r"^ +\w+(?=[\[({])", text, re.M))
    assert lines == len(re.findall(r"^ +\w+ +[<ox]?[-=.]", text, re.M))
    assert acting == 0


@needs_browser
@each_survey
def test_mermaid_draws_the_plan(survey: Survey, tmp_path: Path, page: Page) -> None:
    """Mermaid draws every bar of the Gantt chart, and no links or scripts."""
    text = write_export("gantt", survey, tmp_path).read_text("utf-8")
    page.add_script_tag(path=TOOLS / "node_modules/mermaid/dist/mermaid.min.js")
    _, _, bars, acting = page.evaluate(DRAWN_BY_MERMAID, text)
    assert bars == len(re.findall(r"^ .*:.*,", text, re.M))
    assert acting == 0


@needs_browser
@each_survey
def test_drawio_opens_every_shape(survey: Survey, tmp_path: Path, page: Page) -> None:
    """The graph library of draw.io finds every box, and every line with the two boxes that it
    connects.
    """
    text = write_export("drawio", survey, tmp_path).read_text("utf-8")
    page.evaluate("window.mxLoadResources = window.mxLoadStylesheets = false")
    page.add_script_tag(path=TOOLS / "node_modules/mxgraph/javascript/mxClient.min.js")
    boxes, lines, whole = page.evaluate(OPENED_BY_MXGRAPH, text)
    cells = elements(tmp_path / "export.drawio", "mxCell")
    assert boxes == sum(cell.get("vertex") == "1" for cell in cells)
    assert lines == whole == sum(cell.get("edge") == "1" for cell in cells)
