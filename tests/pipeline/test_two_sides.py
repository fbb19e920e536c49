"""The whole pipeline on three files: entities that two systems write are found, and a flow over a
broker is estimated once.
"""

from pathlib import Path

import pytest

from seamscope.document import Survey
from seamscope.pipeline import Job, run

INVENTORY = """\
inventory: 1
systems:
  - {name: Yard, kind: wms}
  - {name: Fleet, kind: tms}
  - {name: Parcels}
  - {name: Routing}
  - {name: Events, kind: broker}
flows:
  - {from: Parcels, to: Events/parcel.scan.recorded.v2, mechanism: events}
  - {from: Events/parcel.scan.recorded.v2, to: Routing, mechanism: events}
  - {from: Routing, to: Events/route.delay.v2, mechanism: events}
  - {from: Events/route.delay.v2, to: Parcels, mechanism: events}
"""
SYNC = """\
USE Yard;
GO
CREATE PROCEDURE dbo.TakeSlots AS
INSERT INTO Yard.dbo.GateSlot (SlotId, Dock) SELECT s.SLOT_ID, s.DOCK FROM Fleet.dbo.DOCK_SLOTS s;
GO
CREATE PROCEDURE dbo.GiveSlots AS
UPDATE d SET d.DOCK = g.Dock
FROM Fleet.dbo.DOCK_SLOTS d JOIN Yard.dbo.GateSlot g ON g.SlotId = d.SLOT_ID;
GO
"""
POC = """\
name: Slot promise
reads: [{system: Fleet, entities: [Slot]}]
writes:
  - {system: Yard, datasets: [dbo.GateSlot], entities: [Slot]}
  - {system: Events, datasets: [route.delay.v2], entities: [Delay], mechanism: events}
"""


def survey_files(folder: Path) -> Survey:
    """Write the three sample files and return their survey."""
    (folder / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    (folder / "sync.sql").write_text(SYNC, encoding="utf-8")
    (folder / "poc.yaml").write_text(POC, encoding="utf-8")
    return run(Job(paths=(folder,), poc=folder / "poc.yaml")).survey


def test_a_slot_is_on_both_sides_and_two_topics_share_nothing(tmp_path: Path) -> None:
    """Fleet and Yard share the slot, because SQL fills `DOCK_SLOTS` and `GateSlot` from each other;
    topics that share only a version share no entity.
    """
    survey = survey_files(tmp_path)
    shared = {i.id: i.entities_both_ways for i in survey.integrations if i.entities_both_ways}
    (slot,) = shared.pop("fleet--yard")
    assert slot.why == "a loop: DOCK_SLOTS of Fleet and GateSlot of Yard are filled from each other"
    assert {place.file for place in slot.evidence} == {"sync.sql"}
    assert set(shared) == {"slot-promise--yard", "events--slot-promise"}
    masters = next(line for line in survey.readiness if line.id == "masters")
    assert "Slot (Fleet writes it into Yard too)" in masters.answer
    assert "Delay (Routing writes it into Events too)" in masters.answer
    sized = next(e for e in survey.estimates if e.integration == "fleet--yard")
    assert any("filled from each other" in part.reason for part in sized.size)


def test_a_way_over_a_broker_is_counted_once(tmp_path: Path) -> None:
    """The total contains the integration with the broker that is built, but not the end-to-end flow
    that is derived from it.
    """
    survey = survey_files(tmp_path)
    counted = {e.integration: e.in_total for e in survey.estimates if e.scope == "production"}
    assert counted["events--slot-promise"]
    assert not counted["parcels--slot-promise"]
    ways = [flow for flow in survey.flows if flow.target.system == "parcels" and flow.derived]
    assert {flow.source.system for flow in ways} == {"routing", "slot-promise"}
    assert all(flow.via == ("events",) and len(flow.evidence) == 2 for flow in ways)


ROUTES = """\
<beans xmlns="http://www.springframework.org/schema/beans">
  <bean id="yard" class="x.DataSource">
    <property name="url" value="jdbc:postgresql://yard.example:5432/yard"/></bean>
  <bean id="fleet" class="x.DataSource">
    <property name="url" value="jdbc:postgresql://fleet.example:5432/fleet"/></bean>
  <camelContext xmlns="http://camel.apache.org/schema/spring">
    <route id="out"><from uri="sql:select dock from slots?dataSource=#yard"/>
      <to uri="{queue}"/></route>
    <route id="in"><from uri="{queue}"/>
      <to uri="sql:insert into docks values (:#dock)?dataSource=#fleet"/></route>
  </camelContext>
</beans>
"""


@pytest.mark.parametrize("queue", ["jms:queue:SLOTS", "amqp:topic:SLOTS", "paho:slots"])
def test_a_queue_of_an_unknown_broker_connects_two_routes(tmp_path: Path, queue: str) -> None:
    """Two routes with the same JMS, AMQP or MQTT queue give a derived flow from Yard to Fleet,
    although the broker is not known.
    """
    (tmp_path / "routes.xml").write_text(ROUTES.replace("{queue}", queue))
    (tmp_path / "apps.csv").write_text("Name,Database\nYard,yard\nFleet,fleet\n")
    flows = run(Job(paths=(tmp_path,))).survey.flows
    assert [(f.source.system, f.target.system) for f in flows if f.derived] == [("yard", "fleet")]
