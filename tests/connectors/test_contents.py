"""Each of the contents in a two-way row of a list belongs to one of the two directions."""

from pathlib import Path

import pytest

from seamscope.answers import AnswerFile, parse
from seamscope.pipeline import Job, ReadInputs, finish, read
from seamscope.resolved import QuestionKind
from seamscope_connectors.tables.contents import divide_contents

SHOP, ERP = ("Shop", "Web shop"), ("ERP",)
HEAD = "system a,system b,direction,data\n"
Ways = dict[tuple[str, str], tuple[str, ...]]


@pytest.mark.parametrize(
    ("text", "forward", "backward", "says"),
    [
        ("orders / confirmations", ("orders",), ("confirmations",), False),
        ("orders, stock/confirmations", ("orders", "stock"), ("confirmations",), False),
        ("→ orders; ← confirmations", ("orders",), ("confirmations",), True),
        ("<- stock, -> orders, -> prices", ("orders", "prices"), ("stock",), True),
        ("orders (→) / stock (←)", ("orders",), ("stock",), True),
        ("hin: Aufträge; zurück: Bestätigungen", ("Aufträge",), ("Bestätigungen",), True),
        ("stock to Web shop, orders to ERP", ("orders",), ("stock",), True),
    ],
)
def test_contents_are_divided(
    text: str, forward: tuple[str, ...], backward: tuple[str, ...], says: bool
) -> None:
    found = divide_contents(text, SHOP, ERP)
    assert found is not None
    assert (found.forward, found.backward, not found.reason) == (forward, backward, says)


@pytest.mark.parametrize(
    "text",
    ["orders", "orders, confirmations", "a / b", "orders / stock / prices", "→ orders, → stock",
     "orders to Bank, stock", "→ orders / stock"],
)  # fmt: skip
def test_contents_that_do_not_tell_two_directions_stay_together(text: str) -> None:
    assert divide_contents(text, SHOP, ERP) is None


def survey(done: ReadInputs, home: AnswerFile) -> tuple[Ways, list[str], list[str]]:
    """Return the contents of each direction, the contents that both systems write, and the ids of
    the questions about contents.
    """
    found = finish(done, home=home).survey
    ways = {(f.source.system, f.target.system): f.entities for f in found.flows}
    shared = [one.entity for i in found.integrations for one in i.entities_both_ways]
    return ways, shared, [q.id for q in found.questions if q.kind is QuestionKind.CONTENT]


@pytest.fixture
def listed(tmp_path: Path) -> ReadInputs:
    """Read a list with one two-way row with two contents."""
    text = f"{HEAD}Shop,ERP,both,Orders / Confirmations\n"
    (tmp_path / "interfaces.csv").write_text(text)
    return read(Job(paths=(tmp_path,)))


def test_each_content_of_a_two_way_row_moves_one_way(listed: ReadInputs) -> None:
    """The contents "Orders / Confirmations" of a two-way row are one for each direction, and a
    question asks about this.
    """
    ways, shared, asked = survey(listed, AnswerFile())
    assert ways == {("shop", "erp"): ("Orders",), ("erp", "shop"): ("Confirmations",)}
    assert shared == []
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "forth", "back"),
    [
        ("yes", ("Orders",), ("Confirmations",)),
        ("Confirmations to Shop, Orders to ERP", ("Orders",), ("Confirmations",)),
        ("Orders to Shop, Confirmations to ERP", ("Confirmations",), ("Orders",)),
        ("both", ("Confirmations", "Orders"), ("Confirmations", "Orders")),
    ],
)
def test_an_answer_says_which_content_moves_which_way(
    listed: ReadInputs, answer: str, forth: tuple[str, ...], back: tuple[str, ...]
) -> None:
    _, _, (key,) = survey(listed, AnswerFile())
    home = parse(f'answers:\n  - id: "{key}"\n    answer: "{answer}"\n'.encode())
    ways, shared, asked = survey(listed, home)
    assert {pair: tuple(sorted(names)) for pair, names in ways.items()} == {
        ("shop", "erp"): forth,
        ("erp", "shop"): back,
    }
    assert bool(shared) is (answer == "both")
    assert asked == []


def test_a_content_without_a_direction_is_not_doubtful(tmp_path: Path) -> None:
    """Contents with arrows, such as `→ Orders; ← Stock`, have their directions and lead to no
    question.
    """
    (tmp_path / "interfaces.csv").write_text(f"{HEAD}Shop,ERP,both,→ Orders; ← Stock\n")
    ways, _, asked = survey(read(Job(paths=(tmp_path,))), AnswerFile())
    assert ways == {("shop", "erp"): ("Orders",), ("erp", "shop"): ("Stock",)}
    assert asked == []
