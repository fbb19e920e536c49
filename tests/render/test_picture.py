"""The landscape as a picture: what is drawn, how it is drawn, and what happens if it cannot be."""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring

from seamscope.nodes import SystemNode
from seamscope.render import FORMATS, drawing, picture, worker
from seamscope.render.diagram import dot, draw_dot, node_count
from seamscope.render.drawing import DrawingError, backend, draw
from seamscope.render.scene import DRAWN, LABELLED, scene
from seamscope.survey import Meta, Survey

from .crowd_sample import large
from .hostile_sample import HOSTILE, hostile
from .survey_sample import small

needs_graphviz = pytest.mark.skipif(backend() is None, reason="nothing here draws")
SVG = "{http://www.w3.org/2000/svg}"
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="1"))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    picture._checked.cache_clear()
    yield
    picture._checked.cache_clear()


def line_of(label: str, survey: Survey) -> str:
    text = dot(survey).decode()
    return next(line for line in text.splitlines() if f"id={label}" in line or f'"{label}"' in line)


def test_a_node_carries_name_kind_product_and_owner() -> None:
    """The name is bold; kind, product and owner stand below it in small print."""
    text = dot(small()).decode()
    assert "<B>Salesforce</B>" in text
    assert "crm · Salesforce Sales Cloud" in text
    assert "Sales IT" in text


def test_the_poc_stands_out_and_outside_of_groups() -> None:
    """The POC has a shape and border of its own and belongs to no domain."""
    node = next(node for node in scene(small()).nodes if node.poc)
    assert node.group == ""
    assert re.search(r"copilot \[.*penwidth=3\.5.*shape=octagon", dot(small()).decode())


def test_a_retired_system_is_dashed_and_says_so() -> None:
    """State is told by line and by word, not by colour alone."""
    node = re.search(r"fax \[.*", dot(small()).decode())
    assert node
    assert "dashed" in node[0]
    assert "retired" in node[0]


def test_domains_are_groups_and_kinds_stand_in_for_them() -> None:
    """With domains they group; without any, kinds do; without either it is Other."""
    assert {node.group for node in scene(small()).nodes} == {"", "Sales", "Analytics", "Finance"}
    kinds = replace(small(), systems=tuple(replace(s, domain="") for s in small().systems))
    assert {"crm", "erp"} <= {node.group for node in scene(kinds).nodes}
    bare = replace(EMPTY, systems=(SystemNode(id="x", name="X"),))
    assert [node.group for node in scene(bare).nodes] == ["Other"]


@pytest.mark.parametrize(
    ("label", "marks"),
    [
        ("I-001", ["dir=both", "#E69F00", "penwidth=3.0", "<B>I-001 API · L</B>"]),
        ("I-002", ["erp -> copilot", "dir=forward", "#009E73", "<B>I-002 ETL · S</B>"]),
        ("I-003", ["erp -> crm", "dir=forward", "<I-003 events>"]),
        ("I-004", ["crm -> fax", "style=dashed", "#9AA3AD", "I-004 file · retired"]),
        ("I-005", ["dwh -> mes", "dir=none", "style=dashed", "I-005 DB link"]),
    ],
)
def test_an_edge_says_direction_class_role_and_state(label: str, marks: list[str]) -> None:
    """Colour, width and letter all tell the class; arrows and dashes the rest."""
    found = line_of(label, small())
    for mark in marks:
        assert mark in found


def test_an_affected_integration_is_dotted() -> None:
    """What the POC only affects downstream is drawn lightly."""
    sample = small()
    affected = replace(
        sample, surface=replace(sample.surface, affects=("crm--erp",), depends_on=())
    )
    assert "style=dotted" in line_of("I-003", affected)


def test_the_picture_names_its_source_and_no_date() -> None:
    """Title, program and a digest of the inputs stand in the picture; the digest is stable."""
    text = dot(small()).decode()
    assert "Service Copilot at Halden" in text
    assert re.search(r"seamscope 0\.1\.0 · inputs [0-9a-f]{12}", text)
    sample = small()
    turned = replace(sample, meta=replace(sample.meta, inputs=sample.meta.inputs[::-1]))
    assert dot(turned) == dot(sample)


def test_a_large_picture_carries_ids_only() -> None:
    """Past 30 systems the words of edges stay in the table."""
    assert scene(large(LABELLED, poc=True)).labelled
    crowd = scene(large(LABELLED + 1, poc=True))
    assert not crowd.labelled
    assert "<B>I-001</B>" in draw_dot(crowd)


@pytest.mark.parametrize("poc", [True, False])
def test_what_is_not_drawn_is_counted(poc: bool) -> None:
    """Past 60 systems the most telling are drawn; drawn and left out add up to all."""
    crowd = large(100, poc=poc)
    shown = scene(crowd)
    assert len(shown.nodes) <= DRAWN
    found = re.fullmatch(r"\+(\d+) more systems and (\d+) integrations, see the table",
                         shown.left_out)  # fmt: skip
    assert found
    assert int(found[1]) + len(shown.nodes) + len(shown.alone) == 100
    assert int(found[2]) + len(shown.edges) == len(crowd.integrations)
    assert shown.left_out in draw_dot(shown)
    if poc:
        assert {crowd.surface.poc} <= {node.system for node in shown.nodes}
        assert all(
            edge.label in {shown_edge.label for shown_edge in shown.edges}
            for edge in crowd.integrations
            if edge.id in crowd.surface.build
        )


def test_many_systems_that_stand_alone_are_listed() -> None:
    """Seven systems without an integration become a note with their names; six are drawn."""
    lone = tuple(SystemNode(id=f"x{n}", name=f"Lone {n}") for n in range(7))
    shown = scene(replace(small(), systems=(*small().systems, *lone)))
    assert shown.alone == tuple(f"Lone {n}" for n in range(7))
    assert "7 systems with no integration found" in draw_dot(shown)
    drawn = scene(replace(small(), systems=(*small().systems, *lone[:6])))
    assert drawn.alone == ()
    assert len(drawn.nodes) == 12
    hundred = tuple(SystemNode(id=f"x{n:03}", name=f"Lone {n}") for n in range(100))
    many = draw_dot(scene(replace(EMPTY, systems=hundred)))
    assert "and 40 more, see the report" in " ".join(re.sub(r"<[^>]*>", " ", many).split())


def test_ids_that_are_no_slugs_are_replaced() -> None:
    """An id with quotes, colons or ports reaches neither DOT nor SVG."""
    odd = replace(EMPTY, systems=(SystemNode(id='a:b"; x', name="A"), SystemNode(id="b", name="B")))
    assert [node.key for node in scene(odd).nodes] == ["system_1", "b"]


def test_the_simple_form_has_neither_groups_nor_words() -> None:
    """The fallback leaves out what makes a layout fail and keeps every node and edge."""
    shown = scene(small())
    text = draw_dot(shown, simple=True)
    assert "cluster" not in text
    assert "API · L" not in text
    assert text.count(" -> ") == len(shown.edges)


@needs_graphviz
def test_the_svg_is_readable_by_people_and_programs() -> None:
    """It has a role, a title and a description, and its parts carry the words of the table."""
    root = fromstring(FORMATS["svg"].render(small()))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    assert root[0].text == "Service Copilot at Halden"
    assert (root[1].text or "").startswith("6 systems and 5 integrations.")
    told = {group.get("id"): group.findtext(f"{SVG}title", "") for group in root.iter(f"{SVG}g")}
    seam = "I-001 Service Copilot ⇄ Salesforce; API · L; P50 20.0, P80 30.0, P90 40.0 person-days"
    assert told["I-001"].startswith(seam)
    assert told["system-crm"] == "Salesforce"


@needs_graphviz
def test_a_hostile_svg_holds_only_shapes_and_text() -> None:
    """No script, link, handler, foreign element, comment or document type gets in."""
    content = FORMATS["svg"].render(hostile())
    assert b"<!" not in content
    allowed = {"svg", "title", "desc", "g", "polygon", "path", "ellipse", "polyline", "text"}
    for element in fromstring(content).iter():
        assert element.tag.removeprefix(SVG) in allowed
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]


@needs_graphviz
def test_hostile_names_are_drawn_as_they_read() -> None:
    """Names stand in the picture as text, escapes and entities included."""
    root = fromstring(FORMATS["svg"].render(hostile()))
    texts = {(text.text or "").replace("\u200b", "") for text in root.iter(f"{SVG}text")}
    for name in (HOSTILE[0], HOSTILE[1], HOSTILE[2], "right to left", "(no name)"):
        assert name in texts, name
    assert not [text for text in texts if "back" in text and "\\N" not in text]


@needs_graphviz
def test_pictures_are_the_same_bytes_every_time() -> None:
    """SVG and PNG of one survey do not change between runs."""
    for name in ("svg", "png"):
        first = FORMATS[name].render(small())
        picture._checked.cache_clear()
        assert FORMATS[name].render(small()) == first


@needs_graphviz
def test_a_backslash_does_not_bring_in_another_name() -> None:
    r"""Graphviz reads `\N` as the node's own id; in `SRV\NODE` it stays what it is."""
    named = replace(EMPTY, systems=(SystemNode(id="db", name="SRV\\NODE", kind="a\\Ghost"),))
    root = fromstring(FORMATS["svg"].render(named))
    texts = {(text.text or "").replace("\u200b", "") for text in root.iter(f"{SVG}text")}
    assert {"SRV\\NODE", "a\\Ghost"} <= texts


@needs_graphviz
def test_a_pdf_is_a_pdf_without_a_date() -> None:
    """The page prints, and carries no creation date."""
    made = FORMATS["pdf"].render(EMPTY)
    assert made.startswith(b"%PDF-")
    assert not re.search(rb"/CreationDate \(D:\d", made)


def test_without_graphviz_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `dot` and no pygraphviz: a clear error with a remedy; DOT itself is still made."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    for name in ("svg", "png", "pdf"):
        with pytest.raises(DrawingError, match="nothing on this machine draws") as caught:
            FORMATS[name].render(small())
        assert "seamscope[draw]" in str(caught.value)
    assert FORMATS["dot"].render(small()).startswith(b"digraph")


def test_dot_on_the_path_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    """A `dot` of the machine is called directly; only PNG needs a resolution."""
    monkeypatch.setattr("shutil.which", lambda name: f"/opt/{name}")
    made = backend()
    assert made
    assert made("svg") == ["/opt/dot", "-Tsvg"]
    assert made("png") == ["/opt/dot", "-Tpng", "-Gdpi=144"]


def _program(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    command = [sys.executable, "-c", code]
    monkeypatch.setattr(drawing, "backend", lambda: lambda shape: command)
    monkeypatch.setattr(picture, "backend", lambda: lambda shape: command)


def test_a_layout_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit ends the drawing, not the run."""
    _program(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(DrawingError, match=r"more than 0\.2 s"):
        draw("digraph {}", "svg", seconds=0.2)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.abort()", "failed with exit code"),
        ("print('no picture')", "failed with exit code 0"),
        ("print('<svg/>')", "0 of 7 nodes were drawn; in a simpler form: 0 of 7 nodes"),
    ],
    ids=["abort", "garbage", "nodes-lost"],
)
def test_a_failed_drawing_says_what_failed(
    code: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash, garbage and a picture without its nodes are told apart, full and simple."""
    _program(monkeypatch, code)
    with pytest.raises(DrawingError, match=said) as caught:
        FORMATS["svg"].render(small())
    assert "landscape.dot" in str(caught.value)


def test_the_simple_form_is_drawn_when_the_full_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layout that chokes on groups still gives a picture."""
    nodes = "<g class='node'/>".replace("'", '"') * node_count(scene(small()))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{nodes}</svg>'
    code = f"import sys; sys.exit(3) if 'cluster' in sys.stdin.read() else print({svg!r})"
    _program(monkeypatch, code)
    assert FORMATS["svg"].render(small()).count(b'class="node"') == 7


def test_a_program_that_cannot_start_is_a_drawing_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A `dot` that is no program costs the picture only."""
    monkeypatch.setattr(drawing, "backend", lambda: lambda shape: ["/nonexistent/dot"])
    with pytest.raises(DrawingError, match="cannot be started"):
        draw("digraph {}", "svg")


@needs_graphviz
def test_the_worker_imports_nothing_from_the_working_directory(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with a pygraphviz.py of its own is data, not code."""
    folder = tmp_path_factory.mktemp("trap")
    (folder / "pygraphviz.py").write_text("raise SystemExit('trapped')")
    monkeypatch.chdir(folder)
    assert draw("digraph { a }", "svg").count(b'class="node"') == 1


def test_the_worker_draws_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads DOT from standard input and writes the picture to standard output."""
    pytest.importorskip("pygraphviz")
    given, made = (
        io.TextIOWrapper(io.BytesIO(b"digraph { a -> b }")),
        io.TextIOWrapper(io.BytesIO()),
    )
    monkeypatch.setattr(sys, "argv", ["worker", "svg", "96"])
    monkeypatch.setattr(sys, "stdin", given)
    monkeypatch.setattr(sys, "stdout", made)
    worker.main()
    made.seek(0)
    assert made.read().count('class="node"') == 2
