"""Behaviour of the whole pipeline that no single stage shows."""

from pathlib import Path

from seamscope.pipeline import Job, run

INVENTORY = """\
inventory: 1
systems:
  - {name: Shop, kind: commerce, owner: Anna}
  - {name: Ledger, kind: erp, owner: Bert}
flows:
  - {between: [Shop, Ledger], reason: an old drawing}
"""


def test_the_same_question_is_asked_once_with_its_share(tmp_path: Path) -> None:
    """If both resolve and estimate ask for a direction, there is one question, with the evidence
    from resolve and the share of the uncertainty from estimate.
    """
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    survey = run(Job(paths=(tmp_path,))).survey
    (asked,) = [
        q for q in survey.questions if q.text.startswith("In which direction does data move")
    ]
    assert asked.variance_share is not None
    assert str(asked.evidence[0]) == "inventory.yaml:6 (flows[0])"
    assert set(asked.about) >= {"ledger--shop", "ledger", "shop"}
