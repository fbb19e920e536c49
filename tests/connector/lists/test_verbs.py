"""Headers with a verb, and questions, in eight languages."""

import pytest
from tests.connector.lists.tables import read_ends

from seamscope.connector.lists import read_heading
from seamscope.connector.lists.verbs import find_movement, find_verb_side
from seamscope.connector.lists.vocabulary import Side, load_vocabulary
from seamscope.connector.relations import Direction
from seamscope.connector.words import fold_words


@pytest.mark.parametrize(
    "header",
    ["Comes from", "Kommt aus", "Vient de", "Procede de", "Proviene da", "Komt uit", "Vem de",
     "Pochodzi z", "Data originates from", "Sent by", "Envoyé par"],
)  # fmt: skip
def test_data_comes_from_a_system(header: str) -> None:
    """A header such as "Comes from" or "Delivered by" denotes the system that sends the data."""
    assert find_movement(fold_words(header), load_vocabulary()) is Direction.BACKWARD


@pytest.mark.parametrize(
    "header",
    ["Lands in", "Geht an", "Va vers", "Llega a", "Arriva a", "Gaat naar", "Vai para",
     "Trafia do", "Delivered to", "Received by"],
)  # fmt: skip
def test_data_goes_to_a_system(header: str) -> None:
    """A header such as "Goes to" or "Received by" denotes the system that gets the data."""
    assert find_movement(fold_words(header), load_vocabulary()) is Direction.FORWARD


@pytest.mark.parametrize(
    "header", ["Updated by", "Created by", "Runs on", "Aktualisiert durch", "Goes live", "Von"]
)
def test_other_verbs_move_nothing(header: str) -> None:
    """A header about who maintains an entry or where a system runs denotes no movement of data."""
    assert find_movement(fold_words(header), load_vocabulary()) is None


@pytest.mark.parametrize(
    ("header", "side"),
    [
        ("Who sends?", Side.SOURCE),
        ("System that receives", Side.TARGET),
        ("Wer liefert", Side.SOURCE),
        ("An wen", Side.TARGET),
        ("D'où ça vient", Side.SOURCE),
        ("Où ça va", Side.TARGET),
        ("Sistema que envía", Side.SOURCE),
        ("Chi riceve", Side.TARGET),
        ("Van wie", Side.SOURCE),
        ("Quem recebe", Side.TARGET),
        ("Kto wysyła", Side.SOURCE),
        ("Wie übertragen", None),
        ("Who looks after it?", None),
        ("Qué se envía", None),
    ],
)
def test_a_question_names_the_source_or_target(header: str, side: Side | None) -> None:
    """The headers "Who sends" and "To whom" denote the source and the target; "how" and "what"
    denote neither.
    """
    assert read_heading(header).side is side


def test_a_verb_alone_names_the_source_or_target() -> None:
    """A verb of sending, such as "emite", names the source; a verb of receiving, such as
    "receives", names the target.
    """
    assert find_verb_side("emite") is Side.SOURCE
    assert find_verb_side("receives") is Side.TARGET
    assert find_verb_side("runs") is None


@pytest.mark.parametrize(
    "header",
    ["Comes from|Lands in|What data", "Wer liefert|An wen|Was", "Quelle|geht an|Inhalt",
     "Sends|Receives|Protocol"],
)  # fmt: skip
def test_verbs_name_the_ends_of_an_interface(header: str) -> None:
    """The source and the target are found if both headers are verbs, such as "Sends" and
    "Receives", or only one of them.
    """
    assert read_ends(header, "Anchor|Buoy|orders") == (0, 1, True)


@pytest.mark.parametrize(
    "header",
    ["Who sends|Who receives|Stamp|When", "Comes from|Goes to|Postage|Schedule",
     "Departs|Arrives|Line|Timetable"],
)  # fmt: skip
def test_verbs_alone_make_no_list(header: str) -> None:
    """Headers with verbs but no word for systems or data are not a list of interfaces: letters come
    and go, too.
    """
    assert read_ends(header, "Anchor|Buoy|x|daily", "Buoy|Anchor|y|weekly") is None
