"""Systems in poc.yaml are found under a product, beside a dbt dashboard, and by an id."""

from pathlib import Path

import pytest

from seamscope.answers import Names, check_answer
from seamscope.answers.names import AnswerError
from seamscope.outputs import FORMATS
from seamscope.pipeline import Job, Outcome, run
from seamscope.records import Evidence, State
from seamscope.resolved import Question, QuestionKind, Resolved, SystemNode

LISTS = {
    "cmdb.csv": "id,name,aliases,owner\n1,Kundenstamm,Party Master; CIF,Ann Ohm\n2,Kasse,,Bo Ek\n",
    "leanix.csv": "id,name,aliases\nk,Kundenstamm,CIF\n",
    "interfaces.csv": "source,target,mechanism\nKasse,CIF,\nKundenstamm,Kasse,api\n",
}
POC = """\
name: Offers
reads:
  - {system: Party Master, mechanism: api}
writes:
  - {system: kasse, mechanism: api}
operation:
  masters: {Party: CIF}
"""


def _survey(folder: Path, poc: str = POC, answers: str = "") -> Outcome:
    for name, text in LISTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "answers.yaml").write_text(answers, encoding="utf-8")
    described = folder.parent / f"{folder.name}-poc.yaml"
    described.write_text(poc, encoding="utf-8")
    paths = tuple(folder / name for name in LISTS)
    return run(Job(paths=paths, poc=described if poc else None, answers=folder / "answers.yaml"))


def test_a_system_is_shown_under_the_name_in_the_poc(tmp_path: Path) -> None:
    shown = {system.id: system for system in _survey(tmp_path).survey.systems}
    assert shown["kundenstamm"].name == "Party Master"
    assert shown["kundenstamm"].listed_as == "Kundenstamm"
    assert shown["kundenstamm"].aliases == ("CIF", "Kundenstamm")
    # Another spelling of the listed name is not another name.
    assert (shown["kasse"].name, shown["kasse"].listed_as) == ("Kasse", "")


def test_the_poc_changes_no_id(tmp_path: Path) -> None:
    with_poc = _survey(tmp_path).survey
    without = run(Job(paths=tuple(tmp_path / name for name in LISTS))).survey
    assert {s.id for s in without.systems} < {s.id for s in with_poc.systems}
    assert {f.id for f in without.flows} < {f.id for f in with_poc.flows}
    about_names = {q.id for q in without.questions if q.kind is not QuestionKind.FACT}
    assert about_names <= {q.id for q in with_poc.questions}
    kept = {f.id for f in without.findings if "Kundenstamm" in f.what}
    assert kept
    assert kept <= {f.id for f in with_poc.findings}


@pytest.mark.parametrize("kind", ["svg", "markdown", "html", "csv", "mspdi", "jira", "mermaid"])
def test_outputs_use_the_name_in_the_poc(tmp_path: Path, kind: str) -> None:
    content = FORMATS[kind].render(_survey(tmp_path).survey)
    assert b"Party Master" in content


@pytest.mark.parametrize("name", ["Party Master", "Kundenstamm", "CIF"])
def test_an_answer_under_either_name_is_applied(tmp_path: Path, name: str) -> None:
    about = ("kasse", "kundenstamm")
    asked = Question(text="Which way?", kind=QuestionKind.DIRECTION, about=about)
    systems = _survey(tmp_path).survey.systems
    effect = check_answer(f"Kasse to {name}", asked, Names(Resolved(systems=systems)))
    assert effect.decisions.directed[0].between == ("Kasse", "Kundenstamm")
    assert effect.words == "data moves from Kasse to Party Master"


SINK = """\
{"name": "orders-sink", "config": {
  "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector", "topics": "orders",
  "snowflake.url.name": "lark.snowflakecomputing.com:443", "snowflake.database.name": "RAW"}}
"""


def test_a_product_in_the_poc_is_the_one_that_clues_show(tmp_path: Path) -> None:
    """`Snowflake` in poc.yaml is the warehouse that a connector configuration names, although no
    list contains it.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "apps.csv").write_text("Application,Owner\nShop,Ann\nLedger,Bo\n")
    (folder / "sink.json").write_text(SINK)
    poc = folder / "poc.yaml"
    poc.write_text("name: Forecast\nreads:\n  - system: Snowflake\n  - system: Shop\n")
    outcome = run(Job(paths=(folder,), poc=poc, answers=folder / "answers.yaml"))
    names = [system.name for system in outcome.survey.systems]
    assert names.count("Snowflake") == 1
    assert not outcome.mismatches


def test_an_exposure_is_no_list_of_systems(tmp_path: Path) -> None:
    """A dashboard in a dbt project does not count as a list of systems, so an unknown system in
    poc.yaml is not reported as missing from a list.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    (folder / "exposures.yml").write_text(
        "version: 2\nexposures:\n  - name: sales\n    label: Sales\n    type: dashboard\n"
        "    depends_on: [ref('sales')]\n    owner: {name: Ann}\n"
    )
    (folder / "sales.sql").write_text("select 1 as one")
    poc = folder / "poc.yaml"
    poc.write_text("name: Forecast\nreads:\n  - system: Stock Service\n")
    outcome = run(Job(paths=(folder,), poc=poc, answers=folder / "answers.yaml"))
    assert "Stock Service" in {system.name for system in outcome.survey.systems}
    assert not outcome.mismatches


def test_an_id_that_looks_like_a_shared_name_is_an_answer() -> None:
    """If two systems are called Shop, the name is ambiguous, but the ids `shop` and `shop-2`, which
    the message offers, are accepted.
    """
    place = Evidence(file="a.csv", line=2)
    nodes = tuple(
        SystemNode(id=key, name="Shop", lifecycle=State.ACTIVE, evidence=(place,))
        for key in ("shop", "shop-2")
    )
    names = Names(Resolved(systems=nodes, endpoints=(), flows=(), datasets=(), findings=()))
    with pytest.raises(AnswerError, match="several systems"):
        names.find_system("Shop")
    assert names.find_system("shop").known
    assert names.find_system("shop-2").known
