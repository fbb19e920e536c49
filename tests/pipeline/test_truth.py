"""Tests from files to the landscape: it has the right states, directions and losses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.connector import Connector
from seamscope.discover import load_connectors
from seamscope.document import Survey
from seamscope.landscape.integration import Direction
from seamscope.pipeline import Job, run
from seamscope.records import Certainty, State
from seamscope.resolved import QuestionKind


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    return load_connectors()[0]


def survey(folder: Path, connectors: list[Connector], **files: str) -> Survey:
    """Write the files into a folder and survey it.
    files: texts by file name, with `__` for the dot: `apps__csv`.
    """
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return run(Job(paths=(folder,), jobs=1, title="t"), connectors).survey


def direction(result: Survey) -> Direction:
    (integration,) = result.integrations
    return integration.direction


def list_questions(result: Survey, kind: QuestionKind) -> list[str]:
    return [question.text for question in result.questions if question.kind is kind]


def list_reasons(result: Survey) -> str:
    return "\n".join(item.reason for item in result.skipped)


def test_states_behind_words_and_dates(tmp_path: Path, connectors: list[Connector]) -> None:
    """Different words and languages for "retired" give the state retired, and a word that is not
    understood gives unknown.
    """
    result = survey(
        tmp_path,
        connectors,
        apps__csv=(
            "Application,Owner,Status\n"
            "Tolling,Ann,abgeschaltet 31.03.2024\nCrewing,Ann,decommissioned 2021\n"
            "Berths,Ann,retired (2021)\nPilots,Ann,Pending retirement\n"
            "Tugs,Ann,fuera de servicio desde 2019\nDocks,Ann,sleepy\nLocks,Ann,\nGates,Ann,?\n"
        ),
    )
    states = {system.name: system.lifecycle for system in result.systems}
    assert states == {
        "Tolling": State.RETIRED,
        "Crewing": State.RETIRED,
        "Berths": State.RETIRED,
        "Pilots": State.ACTIVE,
        "Tugs": State.RETIRED,
        "Docks": State.UNKNOWN,
        "Locks": State.ACTIVE,
        "Gates": State.UNKNOWN,
    }
    questions = list_questions(result, QuestionKind.STATE)
    assert [text.partition("?")[0] for text in questions] == [
        "Is Docks still in use",
        "Is Gates still in use",
        "Is Pilots still in use",  # its retirement is announced without a date
    ]
    assert "status 'sleepy' is not understood" in list_reasons(result)


def test_the_newest_dated_list_sets_the_state(tmp_path: Path, connectors: list[Connector]) -> None:
    """If two lists disagree on a state, the newer statement counts; its date is a column of the
    list or a year in the words.
    """
    result = survey(
        tmp_path,
        connectors,
        apps__csv="Application,Owner,Status,Stand\nTolling,Ann,live,2022-03-01\nTugs,Ann,live,\n",
        cmdb__csv=(
            "name,class,install_status,sys_updated_on\n"
            "Tolling,Business Application,Retired,2024-01-05 10:00:00\n"
            "Tugs,Business Application,retired 2020,\n"
        ),
    )
    states = {system.name: system.lifecycle for system in result.systems}
    assert states == {"Tolling": State.RETIRED, "Tugs": State.RETIRED}
    tolling = next(text for text in list_questions(result, QuestionKind.STATE) if "Tolling" in text)
    assert "retired, as of 2024-01-05 (cmdb.csv:2) / active, as of 2022-03-01" in tolling


def test_a_flow_in_an_unknown_state_makes_no_integration_at_work(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """An integration with a status that is not understood is inactive, and a question quotes the
    status.
    """
    result = survey(
        tmp_path, connectors, flows__csv="Source,Target,Status\nTolling,Crewing,dreaming\n"
    )
    (flow,) = result.flows
    assert (flow.state, flow.reason) == (
        State.UNKNOWN,
        "its status 'dreaming' is not understood",
    )
    assert [integration.active for integration in result.integrations] == [False]
    assert "dreaming" in list_questions(result, QuestionKind.STATE)[0]


@pytest.mark.parametrize("word", ["?", "tbd", "-", "n/a", "unklar", ""])
def test_a_direction_that_is_left_open_is_unknown(
    tmp_path: Path, connectors: list[Connector], word: str
) -> None:
    """A row whose direction is open gives a dependency and a question, not a flow."""
    result = survey(
        tmp_path,
        connectors,
        flows__csv=f"Source,Target,Direction\nTolling,Crewing,{word}\n",
    )
    assert result.flows == ()
    assert direction(result) is Direction.UNKNOWN
    (question,) = list_questions(result, QuestionKind.DIRECTION)
    assert question.startswith("In which direction does data move between Crewing and Tolling?")


@pytest.mark.parametrize(
    ("word", "way"),
    [
        ("–>", Direction.B_TO_A),
        ("⇒", Direction.B_TO_A),
        ("einseitig", Direction.B_TO_A),
        ("<–>", Direction.BOTH),
        ("beidseitig", Direction.BOTH),
        ("is fed by", Direction.A_TO_B),
        ("destino a origen", Direction.A_TO_B),
        ("entrante", Direction.UNKNOWN),  # it is unknown for which of the two
        ("Depends on", Direction.UNKNOWN),
    ],
)
def test_directions_in_words_and_arrows(
    tmp_path: Path, connectors: list[Connector], word: str, way: Direction
) -> None:
    """Words and arrows in the column `Direction` give the direction between Crewing and Tolling."""
    result = survey(
        tmp_path,
        connectors,
        flows__csv=f"Source,Target,Direction\nTolling,Crewing,{word}\n",
    )
    assert direction(result) is way


def test_lists_that_contradict_each_other_are_both_shown(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """If two lists have opposite arrows between two systems, the direction is unknown and asked
    about; if one list has both arrows, it is both ways.
    """
    head = "Source,Target\n"
    result = survey(
        tmp_path,
        connectors,
        a__csv=f"{head}Tolling,Crewing\n",
        b__csv=f"{head}Crewing,Tolling\n",
    )
    assert direction(result) is Direction.UNKNOWN
    assert [str(item) for edge in result.dependencies for item in edge.evidence] == [
        "b.csv:2",
        "a.csv:2",
    ]
    (question,) = list_questions(result, QuestionKind.DIRECTION)
    assert "a.csv:2" in question
    assert "b.csv:2" in question
    # A source with one arrow does not contradict a list that has both.
    both = survey(tmp_path, connectors, c__csv=f"{head}Tolling,Crewing\nCrewing,Tolling\n")
    assert direction(both) is Direction.BOTH
    assert both.dependencies == ()


def test_lists_with_opposite_directions_and_different_entities_are_two_flows(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """Two lists with opposite directions and different entities are two flows, so the direction is
    both ways.
    """
    result = survey(
        tmp_path,
        connectors,
        a__csv="Source,Target,Data objects\nTolling,Crewing,Passes\n",
        b__csv="Source,Target,Data objects\nCrewing,Tolling,Rosters\n",
    )
    assert direction(result) is Direction.BOTH
    assert {flow.evidence[0].file for flow in result.flows} == {"a.csv", "b.csv"}


@pytest.mark.parametrize(
    ("phrase", "flows"),
    [
        ("Loads invoices into", {("Billing", "Ledger", Certainty.LIKELY)}),
        ("Harvests data from", {("Ledger", "Billing", Certainty.LIKELY)}),
        (
            "Exchanges documents with",
            {
                ("Billing", "Ledger", Certainty.POSSIBLE),
                ("Ledger", "Billing", Certainty.POSSIBLE),
            },
        ),
        ("Uses", set()),
    ],
)
def test_a_description_such_as_reads_from_reverses_a_c4_relation(
    tmp_path: Path,
    connectors: list[Connector],
    phrase: str,
    flows: set[tuple[str, str, Certainty]],
) -> None:
    """A description such as "reads from" reverses the direction of a C4 relation; an exchange is
    possible in both directions and asked about.
    """
    result = survey(
        tmp_path,
        connectors,
        w__dsl=(
            'workspace {\n model {\n  b = softwareSystem "Billing"\n  l = softwareSystem "Ledger"\n'
            f'  b -> l "{phrase}"\n }}\n}}\n'
        ),
    )
    names = {system.id: system.name for system in result.systems}
    found = {(names[f.source.system], names[f.target.system], f.certainty) for f in result.flows}
    assert found == flows
    possible = any(certainty is Certainty.POSSIBLE for *_, certainty in flows)
    assert len(list_questions(result, QuestionKind.DIRECTION)) == (
        1 if possible or not flows else 0
    )


ITEM = "name,class,install_status,x_colour,x_shape,x_mood\n"


@pytest.mark.parametrize("twin", ["Pay,Business Application,Installed,,,\n", ""])
def test_a_relation_of_a_name_that_is_listed_twice_is_kept(
    tmp_path: Path, connectors: list[Connector], twin: str
) -> None:
    """Two rows of a CMDB with the same name and without ids are one system, which keeps its
    relation.
    """
    rows = "Pay,Business Application,Installed,red,round,glad\nLedger,Business Application,,,,\n"
    result = survey(
        tmp_path,
        connectors,
        cmdb_ci__csv=f"{ITEM}{rows}{twin}",
        cmdb_rel_ci__csv=(
            "parent,type,child\n"
            "Pay,Sends data to::Receives data from,Ledger\n"
            "Ghost,Sends data to::Receives data from,Ledger\n"
        ),
    )
    assert [(f.source.system, f.target.system) for f in result.flows] == [("pay", "ledger")]
    assert list_reasons(result).count("columns not read: x_colour, x_shape, x_mood") == 1
    assert "the relation is not read, because 'Ghost' is not in the inputs" in list_reasons(result)


def test_a_row_without_id_is_the_item_with_one(tmp_path: Path, connectors: list[Connector]) -> None:
    """A list export without ids and a response of the Table API with ids are read as one CMDB."""
    ids = {name: f"{number:032x}" for number, name in enumerate(("Pay", "Ledger", "paydb"), 1)}
    classes = {"Pay": "cmdb_ci_business_app", "Ledger": "cmdb_ci_business_app",
               "paydb": "cmdb_ci_db_instance"}  # fmt: skip
    result = [{"sys_id": ids[n], "name": n, "sys_class_name": classes[n]} for n in ids]
    listed = "".join(f"{name},{classes[name]}\n" for name in ids)
    outcome = survey(
        tmp_path,
        connectors,
        a__json=json.dumps({"result": result}),
        b__csv=f"name,sys_class_name\n{listed}",
        c__csv=(
            "parent,type,child\nPay,Sends data to::Receives data from,Ledger\n"
            "Pay,Depends on::Used by,paydb\n"
        ),
    )
    assert {system.name for system in outcome.systems} == {"Pay", "Ledger"}
    assert [(f.source.system, f.target.system) for f in outcome.flows] == [("pay", "ledger")]


MODEL = (
    '<archimate:model xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:archimate="http://www.archimatetool.com/archimate" name="m" id="m">\n'
    '<folder name="All" id="f" type="application">\n{}\n</folder>\n</archimate:model>\n'
)


def element(kind: str, key: str, name: str) -> str:
    return f'<element xsi:type="archimate:{kind}" id="{key}" name="{name}"/>\n'


def relation(kind: str, key: str, source: str, target: str, name: str = "") -> str:
    return (
        f'<element xsi:type="archimate:{kind}Relationship" id="{key}" name="{name}" '
        f'source="{source}" target="{target}"/>\n'
    )


def test_a_service_of_two_components_serves_from_both(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """If two components realise a service, both are sources of a derived dependency; a service
    without a component is reported.
    """
    text = "".join(
        [
            element("ApplicationComponent", "a", "Loader"),
            element("ApplicationComponent", "b", "Sorter"),
            element("ApplicationComponent", "c", "Front"),
            element("ApplicationService", "s", "Upload"),
            element("ApplicationService", "t", "Nobody's"),
            relation("Realization", "r1", "a", "s"),
            relation("Realization", "r2", "b", "s"),
            relation("Serving", "r3", "s", "c"),
            relation("Serving", "r4", "t", "c"),
        ]
    )
    result = survey(tmp_path, connectors, m__archimate=MODEL.format(text))
    ends = {(edge.source.system, edge.target.system) for edge in result.dependencies}
    assert ends == {("loader", "front"), ("sorter", "front")}
    assert all("derived through Upload" in edge.reason for edge in result.dependencies)
    assert (
        "relations (Serving) whose source or target does not belong to a component: 1"
        in list_reasons(result)
    )


def test_the_words_of_a_relation_give_its_direction(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """An association "reads parcels from" of an ArchiMate model is a flow from its target to its
    source.
    """
    text = "".join(
        [
            element("ApplicationComponent", "a", "Loader"),
            element("ApplicationComponent", "b", "Sorter"),
            relation("Association", "r1", "a", "b", "reads parcels from"),
        ]
    )
    result = survey(tmp_path, connectors, m__archimate=MODEL.format(text))
    (flow,) = result.flows
    assert (flow.source.system, flow.target.system) == ("sorter", "loader")
    assert flow.certainty is Certainty.LIKELY


def test_a_model_without_applications_says_so(tmp_path: Path, connectors: list[Connector]) -> None:
    """A model without application components is reported, with the flows between its other
    elements, which are not read.
    """
    text = "".join(
        [
            element("SystemSoftware", "a", "Oracle"),
            element("Node", "b", "Bus"),
            relation("Flow", "r1", "a", "b", "orders"),
        ]
    )
    result = survey(tmp_path, connectors, m__archimate=MODEL.format(text))
    assert result.systems == ()
    assert (
        "no application components found; 1 flow between other elements (Oracle -> Bus), not read"
        in list_reasons(result)
    )


@pytest.mark.slow
def test_a_second_survey_over_the_outputs_of_the_first_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second survey of a folder that now contains the outputs of the first one, and copies of
    them, gives the same outputs; the ignored files are reported in one line.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "apps.csv").write_text("Application,Owner\nTolling,Ann\nCrewing,Bo\n", "utf-8")
    (tmp_path / "flows.csv").write_text("Source,Target\nTolling,Crewing\n", "utf-8")
    command = ["survey", ".", "-o", "build"]
    first = CliRunner().invoke(main, command)
    content = {path.name: path.read_bytes() for path in (tmp_path / "build").iterdir()}
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "systems.xlsx").write_bytes(content["effort.xlsx"])
    (tmp_path / "copy" / "connector.json").write_bytes(content["survey.json"])
    second = CliRunner().invoke(main, command)
    assert {p.name: p.read_bytes() for p in (tmp_path / "build").iterdir()} == content
    assert second.stdout == first.stdout
    assert "of seamscope itself" not in first.stderr
    # all but answers.yaml, which the second run reads, and two copies
    assert f"not read as inputs: {len(content) + 1} outputs of seamscope itself" in second.stderr


def test_what_git_leaves_out_is_named_in_the_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ignored file that a connector can read is read; the other ignored files are counted by the
    pattern in .gitignore.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "target").mkdir()
    (tmp_path / "in" / ".gitignore").write_text("target/\n*.log\n", "utf-8")
    (tmp_path / "in" / "target" / "a.sql").write_text("INSERT INTO a SELECT * FROM b;\n", "utf-8")
    for name in ("x.log", "y.log"):
        (tmp_path / "in" / name).write_text("x", "utf-8")
    result = CliRunner().invoke(main, ["survey", "in", "-o", "build"])
    assert ".gitignore:2: left out by `*.log`: 2 files" in result.stderr
    document = json.loads((tmp_path / "build" / "survey.json").read_text("utf-8"))
    assert [item["path"] for item in document["meta"]["inputs"]] == ["target/a.sql"]


def test_names_of_loaders_and_connection_types_are_no_systems(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """`tap-spreadsheets-anywhere` names only a kind of loader and remains an endpoint; `tap-github`
    names a system.
    """
    result = survey(
        tmp_path,
        connectors,
        meltano__yml=(
            "plugins:\n  extractors:\n  - name: tap-spreadsheets-anywhere\n"
            "  - name: tap-github\n  - name: tap-tides\n    config: {host: tides.port.example}\n"
            "  loaders:\n  - name: target-jsonl\n"
            "jobs:\n- name: all\n  tasks:\n  - tap-spreadsheets-anywhere target-jsonl\n"
            "  - tap-github target-jsonl\n  - tap-tides target-jsonl\n"
        ),
    )
    assert sorted(system.name for system in result.systems) == ["GitHub", "tides.port.example"]
    assert {"tap-spreadsheets-anywhere", "target-jsonl"} <= {e.name for e in result.endpoints}


@pytest.mark.parametrize(
    "phrase", ["Depends on", "Runs on", "Single sign-on", "Monitors", "?", "Sends"]
)
def test_what_exists_is_not_to_be_built(
    tmp_path: Path, connectors: list[Connector], phrase: str
) -> None:
    """Without a POC, an existing integration is not to be built and there is no total, but its cost
    is estimated.
    """
    result = survey(
        tmp_path, connectors, flows__csv=f"Source,Target,Direction\nTolling,Crewing,{phrase}\n"
    )
    assert len(result.integrations) == 1
    assert result.surface.build == ()
    assert result.totals is None
    roles = [estimate.integration for estimate in result.estimates]
    assert len(roles) == 1  # the cost of building it new is still reported


def test_a_project_that_describes_only_itself_is_no_inventory(
    tmp_path: Path, connectors: list[Connector]
) -> None:
    """Code of a Salesforce org does not count as a list of systems, so SAP, which only a Mule flow
    names, is a system.
    """
    (tmp_path / "classes").mkdir()
    code = "public class Sync { public static void go() { update [SELECT Id FROM Account]; } }"
    (tmp_path / "classes" / "Sync.cls").write_text(code, "utf-8")
    flow = (
        '<mule xmlns="http://www.mulesoft.org/schema/mule/core" '
        'xmlns:sap="http://www.mulesoft.org/schema/mule/sap" '
        'xmlns:salesforce="http://www.mulesoft.org/schema/mule/salesforce">'
        '<flow name="f"><salesforce:query config-ref="sf">'
        "<salesforce:salesforce-query>SELECT Id FROM Account</salesforce:salesforce-query>"
        "</salesforce:query>"
        '<sap:sync-remote-function-call config-ref="sap" key="BAPI_CUSTOMER_CHANGE"/></flow></mule>'
    )
    result = survey(tmp_path, connectors, app__xml=flow)
    known = {system.name: str(system.known_from) for system in result.systems}
    assert known == {"Salesforce": "declared", "SAP": "inferred"}
    assert len(result.integrations) == 1
