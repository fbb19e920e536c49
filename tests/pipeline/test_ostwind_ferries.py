"""A landscape from a CMDB and the same landscape written by hand have equal estimates."""

from pathlib import Path

from seamscope.document import Survey
from seamscope.pipeline import Job, run

ROOT = Path(__file__).parents[2] / "inventories" / "ostwind-ferries"


def survey_folder(by: str) -> Survey:
    return run(Job(paths=(ROOT / by,))).survey


def test_the_cmdb_and_the_handwritten_list_give_the_same_result() -> None:
    """The CMDB and the handwritten list give the same ten systems and eleven integrations with the
    same hours.
    """
    cmdb, written = survey_folder("cmdb"), survey_folder("written")
    assert systems(cmdb) == systems(written)
    assert len(cmdb.systems) == 10
    assert seams(cmdb) == seams(written)
    assert len(cmdb.integrations) == 11
    assert efforts(cmdb) == efforts(written)
    assert cmdb.totals == written.totals


def systems(survey: Survey) -> list[tuple[object, ...]]:
    return [
        (s.id, s.name, s.kind, s.product, s.vendor, s.owner, s.criticality, s.lifecycle,
         s.environments)
        for s in survey.systems
    ]  # fmt: skip


def seams(survey: Survey) -> list[tuple[object, ...]]:
    return [(i.label, i.id, i.direction, i.active) for i in survey.integrations]


def efforts(survey: Survey) -> list[tuple[object, ...]]:
    return [(e.integration, e.scope, e.cfp, e.score, e.effort_hours) for e in survey.estimates]
