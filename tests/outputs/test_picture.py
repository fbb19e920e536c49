"""The picture of the landscape is valid, readable and without active content, and a failure to draw
it is reported.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring

from seamscope.document import Meta, Survey
from seamscope.outputs import FORMATS
from seamscope.outputs.diagram import drawing, picture
from seamscope.outputs.diagram import pygraphviz_worker as worker
from seamscope.outputs.diagram.drawing import DrawingError, find_backend, run_graphviz
from seamscope.outputs.diagram.landscape_drawing import count_nodes
from seamscope.outputs.views.scene import build_scene
from seamscope.outputs.writers.mark import MARK
from seamscope.resolved import SystemNode

from .hostile_sample import HOSTILE, hostile
from .survey_sample import small

needs_graphviz = pytest.mark.skipif(find_backend() is None, reason="nothing here draws")
SVG = "{http://www.w3.org/2000/svg}"
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    picture.draw_checked.cache_clear()
    yield
    picture.draw_checked.cache_clear()


@needs_graphviz
def test_the_svg_is_accessible() -> None:
    """The SVG has a role, a title and a description, and its systems and integrations have
    tooltips.
    """
    root = fromstring(FORMATS["svg"].render_excerpt(small()))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    assert root[0].text == "Service Copilot at Halden"
    assert (root[1].text or "").startswith("6 systems and 5 integrations.")
    texts = {group.get("id"): group.findtext(f"{SVG}title", "") for group in root.iter(f"{SVG}g")}
    seam = "I-001 Service Copilot ⇄ Salesforce; API · L; P50 20, P80 30, P90 40 person-days"
    assert texts["I-001"].startswith(seam)
    assert texts["system-crm"] == "Salesforce"


@needs_graphviz
def test_a_hostile_svg_has_only_shapes_and_text() -> None:
    """An SVG with hostile names contains only shapes and text, and links only to the report."""
    content = FORMATS["svg"].render_excerpt(hostile())
    assert b"<!" not in content.replace(f"<!-- {MARK} -->".encode(), b"")
    allowed = {"svg", "title", "desc", "g", "a", "polygon", "path", "ellipse", "polyline", "text"}
    for element in fromstring(content).iter():
        assert element.tag.removeprefix(SVG) in allowed
        assert not [name for name in element.attrib if name.startswith("on")]
        for name, value in element.attrib.items():
            assert "href" not in name or re.fullmatch(r"report\.html#/[\w./%-]+", value), value


@needs_graphviz
def test_hostile_names_are_drawn_as_text() -> None:
    """Names are drawn as they are, including backslashes and entities; a system without a name
    shows its id.
    """
    root = fromstring(FORMATS["svg"].render_excerpt(hostile()))
    texts = {(text.text or "").replace("\u200b", "") for text in root.iter(f"{SVG}text")}
    for name in (HOSTILE[0], HOSTILE[1], HOSTILE[2], "right to left", "h9"):
        assert name in texts, name
    assert not [text for text in texts if "back" in text and "\\N" not in text]


@pytest.mark.slow
@needs_graphviz
def test_pictures_are_deterministic() -> None:
    """The SVG and PNG of a survey have the same bytes when they are drawn again."""
    for name in ("svg", "png"):
        first = FORMATS[name].render_excerpt(small())
        picture.draw_checked.cache_clear()
        assert FORMATS[name].render_excerpt(small()) == first


@needs_graphviz
def test_a_backslash_is_not_a_graphviz_escape() -> None:
    r"""`SRV\NODE` is drawn unchanged, although Graphviz reads `\N` as the name of the node."""
    named = replace(EMPTY, systems=(SystemNode(id="db", name="SRV\\NODE", kind="a\\Ghost"),))
    root = fromstring(FORMATS["svg"].render_excerpt(named))
    texts = {(text.text or "").replace("\u200b", "") for text in root.iter(f"{SVG}text")}
    assert {"SRV\\NODE", "a\\Ghost"} <= texts


@needs_graphviz
def test_the_pdf_has_no_date() -> None:
    """The PDF is valid and has no creation date."""
    output = FORMATS["pdf"].render(EMPTY)
    assert output.startswith(b"%PDF-")
    assert not re.search(rb"/CreationDate \(D:\d", output)


def test_without_graphviz_the_message_has_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `dot` and pygraphviz, a picture is an error with a remedy; DOT is still written."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    for name in ("svg", "png", "pdf"):
        with pytest.raises(DrawingError, match="Graphviz is not installed") as caught:
            FORMATS[name].render_excerpt(small())
        assert "seamscope[draw]" in str(caught.value)
    assert FORMATS["dot"].render(small()).startswith(b"digraph")


def test_the_wheel_is_preferred_to_dot_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """If pygraphviz is installed, it draws the picture even if `dot` is on the PATH, so that the
    result does not depend on the machine.
    """
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    monkeypatch.setattr(drawing, "find_spec", lambda name: name)
    monkeypatch.setattr(drawing, "_find_wheel_fault", lambda: "")
    backend = find_backend()
    assert backend
    assert backend("svg")[0] == sys.executable


def test_a_wheel_that_cannot_be_imported_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """If pygraphviz lacks a system library, `dot` draws the picture; without `dot`, the message
    names the library.
    """
    monkeypatch.setattr(drawing, "find_spec", lambda name: name)
    monkeypatch.setattr(drawing, "_find_wheel_fault", lambda: "libgobject-2.0.so.0")
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    backend = find_backend()
    assert backend
    assert backend("svg") == ["/opt/dot", "-Tsvg"]
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(DrawingError, match=r"is missing \(libgobject-2\.0\.so\.0\)") as caught:
        run_graphviz("digraph {}", "svg")
    assert "libglib2.0-0" in str(caught.value)


def test_dot_on_the_path_is_used_without_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pygraphviz, `dot` on the PATH is called, with a resolution for PNG only."""
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    backend = find_backend()
    assert backend
    assert backend("svg") == ["/opt/dot", "-Tsvg"]
    assert backend("png") == ["/opt/dot", "-Tpng", "-Gdpi=144"]


def _program(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    command = [sys.executable, "-c", code]
    monkeypatch.setattr(drawing, "find_backend", lambda: lambda shape: command)
    monkeypatch.setattr(picture, "find_backend", lambda: lambda shape: command)


def test_a_layout_that_waits_forever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layout program that only waits is stopped after a while and raises DrawingError."""
    _program(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(DrawingError, match=r"longer than 0\.2 s"):
        run_graphviz("digraph {}", "svg", seconds=0.2, patience=0.2)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit of CPU time there")
def test_a_layout_that_never_ends_is_stopped_by_its_cpu_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A layout that never ends is stopped by its CPU time, so that the result does not depend on
    the load of the machine.
    """
    _program(monkeypatch, "while True: pass")
    with pytest.raises(DrawingError, match=r"longer than 1 s of CPU time"):
        run_graphviz("digraph {}", "svg", seconds=1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.abort()", "failed with exit code"),
        ("print('no picture')", "failed with exit code 0"),
        ("print('<svg/>')", "0 of 11 nodes were drawn; in a simpler version: 0 of 6 nodes"),
    ],
    ids=["abort", "garbage", "nodes-lost"],
)
def test_a_failed_drawing_gives_the_reason(
    code: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If drawing fails with and without groups, the error says why: a crash, invalid output or
    missing nodes.
    """
    _program(monkeypatch, code)
    with pytest.raises(DrawingError, match=said) as caught:
        FORMATS["svg"].render_excerpt(small())
    assert "landscape.dot" in str(caught.value)


def test_the_simple_variant_is_drawn_if_the_full_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the layout with groups fails, the simple variant without groups is drawn."""
    nodes = "<g class='node'/>".replace("'", '"') * count_nodes(build_scene(small()), simple=True)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{nodes}</svg>'
    code = f"import sys; sys.exit(3) if 'cluster' in sys.stdin.read() else print({svg!r})"
    _program(monkeypatch, code)
    assert FORMATS["svg"].render_excerpt(small()).count(b'class="node"') == 6


def test_a_program_that_cannot_start_is_a_drawing_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A `dot` that cannot be executed raises DrawingError."""
    monkeypatch.setattr(drawing, "find_backend", lambda: lambda shape: ["/nonexistent/dot"])
    with pytest.raises(DrawingError, match="cannot be started"):
        run_graphviz("digraph {}", "svg")


@needs_graphviz
def test_the_worker_imports_nothing_from_the_working_directory(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pygraphviz.py in the working directory is not executed."""
    folder = tmp_path_factory.mktemp("trap")
    (folder / "pygraphviz.py").write_text("raise SystemExit('trapped')")
    monkeypatch.chdir(folder)
    assert run_graphviz("digraph { a }", "svg").count(b'class="node"') == 1


def test_the_worker_draws_dot_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker reads DOT from standard input and writes the picture to standard output."""
    pytest.importorskip("pygraphviz", exc_type=ImportError)
    given, result = (
        io.TextIOWrapper(io.BytesIO(b"digraph { a -> b }")),
        io.TextIOWrapper(io.BytesIO()),
    )
    monkeypatch.setattr(sys, "argv", ["worker", "svg", "96"])
    monkeypatch.setattr(sys, "stdin", given)
    monkeypatch.setattr(sys, "stdout", result)
    worker.main()
    result.seek(0)
    assert result.read().count('class="node"') == 2
