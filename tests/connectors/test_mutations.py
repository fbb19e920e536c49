"""No change of an input makes a record disappear without a report."""

import os
import random
from pathlib import Path

import pytest

from seamscope.connector import Connector, build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import Flow, Skipped
from seamscope.testing import Case, find_cases, run_case

from .mutations import Input, find_inputs, list_lost, list_unexplained

pytestmark = pytest.mark.slow  # thousands of inputs

ROOT = Path(__file__).parents[2] / "connectors" / "cases"
# Mutations of all inputs together; set MUTATIONS=20000 for a long search, SEED for another one.
MUTATIONS = int(os.environ.get("MUTATIONS", "2000"))
SEED = int(os.environ.get("SEED", "1"))
INPUTS = find_inputs(ROOT)


@pytest.fixture(scope="module")
def connectors() -> list[Connector]:
    found, _ = load_connectors()
    return found


@pytest.fixture(autouse=True)
def _a_low_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limit of YAML nodes, so that a file with exponential aliases is rejected sooner."""
    monkeypatch.setattr("seamscope.connector.parse.MAX_YAML_NODES", 10_000)


@pytest.mark.parametrize("one", INPUTS, ids=lambda one: f"{one.connector}-{one.case}-{one.path}")
def test_nothing_is_lost_without_a_report(
    one: Input, connectors: list[Connector], *, is_quick: bool
) -> None:
    """If a random change of an input makes a record disappear, the report has a new line about
    it.
    """
    dice = random.Random(f"{SEED} {one.connector} {one.case} {one.path}")
    before = one.read(one.content.write(), connectors)
    silent = []
    count = MUTATIONS // len(INPUTS) // (4 if is_quick else 1)
    for _ in range(max(count, 1)):
        mutation = one.content.mutate(dice)
        after = one.read(mutation.data, connectors)
        gone = [*list_lost(before, after, mutation), *list_unexplained(after)]
        silent += [f"{mutation}: {', '.join(gone)}"] if gone else []
    assert silent == []


@pytest.mark.parametrize("case", find_cases(ROOT), ids=str)
def test_what_is_claimed_gives_a_record_or_a_reason(
    case: Case, connectors: list[Connector]
) -> None:
    """Each file that a connector claims gives at least one record or the reason why it gives
    none.
    """
    assert list_unexplained(run_case(case, connectors).records) == []


@pytest.mark.parametrize(
    ("path", "text", "place", "expected"),
    [
        ("a.yaml", "asyncapi: 3.0.0\ninfo: {title: S}\noperations: 7\n", "operations", "a mapping"),
        ("b.json", '{"openapi": "3.0.0", "info": {}, "paths": [1]}', "paths", "a mapping"),
        ("dbt_project.yml", "name: [shop]\nconfig-version: 2\n", "name", "a text"),
        ("pipeline/c.json", '{"name": "c", "properties": {"activities": "none"}}',
         "properties.activities", "a list"),
        ("ctm.json", '{"F": {"Type": "Folder", "Host": "a", "J": 7, "K": {"Type": "Job:Command"}}}',
         "F.J", "a mapping"),
        ("topics.json", '{"topics": {"a": {"producer": "A", "consumers": {"x": 1}}}}',
         "topics.a.consumers", "a name or an id"),
        ("appsettings.json", '{"Kafka": {"Topics": [{"Url": "https://a.example.com"}, 7]}}',
         "Kafka.Topics[1]", "a mapping"),
    ],
)  # fmt: skip
def test_a_value_of_a_wrong_type_is_reported(
    path: str, text: str, place: str, expected: str, connectors: list[Connector]
) -> None:
    """For every connector, the report names the value of a wrong type and the expected type."""
    records = read_files([build_member(text.encode(), path, path)], connectors).records
    (fault,) = [
        r for r in records if isinstance(r, Skipped) and "of an unexpected type" in r.reason
    ]
    assert fault.evidence.place == place
    assert f"{place} (expected {expected})" in fault.reason


def test_an_entry_that_lacks_a_key_is_reported(connectors: list[Connector]) -> None:
    """An entry with the misspelt key `confg` gives no flow, and the report has a line for it."""
    text = (
        '[{"name": "a", "config": {"connector.class": "JdbcSource", "topic.prefix": "a"}},'
        ' {"name": "b", "confg": {"connector.class": "JdbcSource", "topic.prefix": "b"}}]'
    )
    records = read_files([build_member(text.encode(), "k.json", "k.json")], connectors).records
    assert len([record for record in records if isinstance(record, Flow)]) == 1
    assert any(record.evidence.place.startswith("[1]") for record in records)


@pytest.mark.parametrize(
    ("path", "old", "new", "reason"),
    [
        ("azure-messaging/bus/bus.json", '"type": "queues", "name": "archive"',
         '"name": "archive"', "resources without a type: archive"),
        ("azure-messaging/gateway/apis.json", ', "value": "erp.example.com"', "",
         "resources without `value`: erp-host"),
        ("datahub/metadata/metadata.json", '"aspectName": "upstreamLineage",', "",
         "1 unnamed aspect without an aspectName"),
        ("sap-process-integration/directory/classical.xml",
         "<SenderAgreementID><SenderComponentID>BS_WMS</SenderComponentID>", "<SenderAgreementID>",
         "a sender agreement has no component or channel"),
        ("sap-process-integration/directory/classical.xml",
         "<ReceiverDeterminationID><SenderComponentID>BS_WMS</SenderComponentID>",
         "<ReceiverDeterminationID>", "the interface Stock_Out has no sender"),
        ("mirth/version2/orders.xml", "<transportName>File Reader</transportName>", "",
         "channels with a connector that has no transport type"),
        ("odcs/quality/old.yaml", "{column: amount, ", "{", "columns without a name: 1"),
        ("camel/beans/press.camel.yaml", "name: pears\n", "label: pears\n",
         "a bean without a name is not read"),
        ("boomi/processes/accounts.xml", 'toShape="shape2"', 'toShape="shape99"',
         "processes without a start, or with a path that leads to no shape"),
        ("boomi/processes/accounts.xml", 'name="shape2"', "",
         "processes without a start, or with a path that leads to no shape"),
        ("mulesoft/inserted/src/main/mule/sync.xml", 'request method="POST" config-ref="Shop"',
         'request method="POST"', "operations without a configuration: http:request"),
    ],
)  # fmt: skip
def test_an_entry_without_its_key_is_named(
    path: str, old: str, new: str, reason: str, connectors: list[Connector]
) -> None:
    """A resource without a type, an aspect without a name and a route without a sender are reported
    with a reason.
    """
    text = (ROOT / path).read_text(encoding="utf-8")
    assert old in text
    name = path.rpartition("/")[2]
    changed = build_member(text.replace(old, new, 1).encode(), name, name)
    records = read_files([changed], connectors).records
    assert any(reason in record.reason for record in records if isinstance(record, Skipped))


def test_a_column_of_a_matrix_without_a_name_is_reported(connectors: list[Connector]) -> None:
    """If the header of a matrix has no name for a column, the report says how many cells of such
    columns are not read.
    """
    text = "from \\ to;Garten;;Hof\nGarten;;x;x\nScheune;x;;x\nHof;x;x;\n"
    records = read_files([build_member(text.encode(), "m.csv", "m.csv")], connectors).records
    reasons = [record.reason for record in records if isinstance(record, Skipped)]
    assert "columns of the matrix without a name at the top are not read: 3" in reasons


def test_an_operation_without_its_configuration_is_still_a_flow(
    connectors: list[Connector],
) -> None:
    """A Mule operation without its `config-ref` still gives a flow, to a system with an unknown
    address.
    """
    folder = ROOT / "mulesoft" / "mule4"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    files.pop("expected.yaml")
    name = "orders/src/main/mule/bank.xml"
    files[name] = files[name].replace(b'<jms:publish config-ref="Broker"', b"<jms:publish", 1)
    records = read_files(
        [build_member(data, p, p) for p, data in files.items()], connectors
    ).records
    targets = [record.target for record in records if isinstance(record, Flow)]
    assert any(clue.value.startswith("an unknown address")
               for target in targets for clue in target.system.clues)  # fmt: skip


@pytest.mark.parametrize("old", ['DBDNAME="LEGACY"', ' TYPE="MAPPLET"'])
def test_a_source_is_found_by_its_name_alone(old: str, connectors: list[Connector]) -> None:
    """An INSTANCE of PowerCenter without the attribute for its database or type still leads to its
    source.
    """
    path = "powercenter/shortcuts/folders.xml"
    text = (ROOT / path).read_text(encoding="utf-8")
    at = text.index("<INSTANCE")
    assert old in text[at:]
    changed = text[:at] + text[at:].replace(old, "")
    counts = [
        sum(isinstance(record, Flow) for record in read_files([file], connectors).records)
        for file in (build_member(one.encode(), "f.xml", "f.xml") for one in (text, changed))
    ]
    assert counts[0] == counts[1] > 0
