"""The sender of messages to a Mirth listener, found in a remark, the name or a filter of the
channel.
"""

from pathlib import Path

import pytest

from seamscope.pipeline import Job, run

CASE = Path(__file__).parents[2] / "connectors/cases/mirth/callers/channels.xml"
APPS = """Application,Aliases,Server,Vendor,Status
Patients,PATAD,pat01,Own,active
Lab,LABS,lab01,Own,active
Ward,,ward01,Own,active
"""


@pytest.fixture(name="senders", scope="module")
def _senders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the source of the flow in each channel, by the name of the channel."""
    folder = tmp_path_factory.mktemp("mirth")
    (folder / "apps.csv").write_text(APPS)
    (folder / "channels.xml").write_bytes(CASE.read_bytes())
    survey = run(Job(paths=(folder,))).survey
    names = {node.id: node.name for node in survey.systems}
    names |= {node.id: node.name for node in survey.endpoints}
    places = {item.place.partition("/")[0]: flow.source.system
              for flow in survey.flows for item in flow.evidence}  # fmt: skip
    return {place: names[system] for place, system in places.items()}


@pytest.mark.parametrize(
    ("channel", "sender"), [("SPREAD", "Patients"), ("RESULTS", "Lab"), ("FILTERED", "Lab")]
)
def test_the_sender_of_a_listener_is_found(
    channel: str, sender: str, senders: dict[str, str]
) -> None:
    """The sender is the MSH-3 in a remark or a filter, or the only word in the name that is not
    about receiving messages.
    """
    assert senders[channel] == sender


def test_a_listener_may_have_no_sender(senders: dict[str, str]) -> None:
    """If all words of a channel are about receiving messages, the source of its flow is the
    listener itself.
    """
    assert senders["OTHER"].startswith("OTHER (TCP Listener")
