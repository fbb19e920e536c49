"""Values of the cache: digests, records as data, and the digest of the program."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from seamscope.cache import digest, digest_program, make_key, open_cache
from seamscope.cache import program as program_module
from seamscope.cache.packing import PackedRecords, pack_records, unpack_records
from seamscope.cache.shelf import Shelf
from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    Connection,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Profile,
    Query,
    Record,
    Runs,
    Skipped,
    System,
    SystemRef,
)

WHERE = Evidence(file="a.csv", line=3)
ERP, CRM = SystemRef(name="ERP"), SystemRef(name="CRM")
RECORDS: list[Record] = [
    Skipped(reason="unreadable", evidence=WHERE),
    System(name="ERP", evidence=WHERE, aliases=("SAP",)),
    Flow(source=Endpoint(system=ERP), target=Endpoint(system=CRM), evidence=WHERE),
    System(name="CRM", evidence=WHERE),
    Query(text="SELECT 1", evidence=WHERE, runs=Runs(count=3, users=("u",))),
    Interface(system=ERP, name="orders", evidence=WHERE, counts=(("paths", 3),)),
    Dependency(
        source=Endpoint(system=ERP), target=Endpoint(system=CRM), reason="both", evidence=WHERE
    ),
    Dataset(system=ERP, name="T", evidence=WHERE, columns=(Column(name="a", type="int"),)),
    Dataset(system=ERP, name="U", evidence=WHERE),
    Connection(name="erp", clues=(Clue(kind=ClueKind.HOST, value="erp01"),), evidence=WHERE),
    Profile(system=ERP, name="T", evidence=WHERE, rows=7, stale=True),
]


@dataclass(frozen=True, slots=True)
class Pair:
    one: object
    other: object = 0


def test_records_come_back_in_their_order(tmp_path: Path) -> None:
    """Records of all types are equal after they were written and read."""
    key = make_key("records")
    with open_cache(tmp_path) as cache:
        Shelf(cache, PackedRecords).keep(key, pack_records(RECORDS), check=True)
    with open_cache(tmp_path) as cache:
        found = Shelf(cache, PackedRecords).find(key)
    assert found is not None
    assert unpack_records(found) == RECORDS


def test_every_class_of_records_can_be_kept() -> None:
    """The sample of this test contains a record of each class, so that no new class is
    forgotten.
    """
    assert {type(record) for record in RECORDS} == set(get_args(Record))


@pytest.mark.parametrize("order", [b"", b"\x00\x00", b"\x00\x01\x0b", bytes(11)])
def test_an_order_that_does_not_fit_is_refused(order: bytes) -> None:
    """If the stored order of the records is damaged, unpacking raises an error instead of losing
    records.
    """
    packed = pack_records(RECORDS)
    packed.order = order
    with pytest.raises(ValueError, match="does not match"):
        unpack_records(packed)


def test_a_value_of_another_type_is_missing(tmp_path: Path) -> None:
    """A value that cannot be decoded as the expected type is treated as missing."""
    key = make_key("one")
    with open_cache(tmp_path) as cache:
        cache.put(key, msgspec.msgpack.encode({"no": "records"}))
        assert Shelf(cache, PackedRecords).find(key) is None
        cache.put(key, b"\xc1 no MessagePack")
        assert Shelf(cache, PackedRecords).find(key) is None


def test_a_value_that_is_read_back_differently_is_not_stored(tmp_path: Path) -> None:
    """A value that would be read back differently is not stored: a list in the place of a tuple
    would become a tuple.
    """
    wrong = System(name="ERP", evidence=WHERE, aliases=["SAP"])  # type: ignore[arg-type]
    with open_cache(tmp_path) as cache:
        shelf = Shelf(cache, System)
        shelf.keep(make_key("wrong"), wrong, check=True)
        shelf.keep(make_key("surrogate"), System(name="\ud800", evidence=WHERE), check=True)
        assert shelf.find(make_key("wrong")) is None
        assert shelf.find(make_key("surrogate")) is None


def test_different_values_have_different_digests() -> None:
    """Values that differ in type, order, nesting or class have different digests; the order of a
    set does not matter.
    """
    values: list[object] = [
        (),
        ("a",),
        ("a", "b"),
        ("b", "a"),
        (("a",), "b"),
        "a",
        b"a",
        1,
        None,
        frozenset({"a", "b"}),
        {"a": 1, "b": 2},
        {"b": 2, "a": 1},
        Pair("a"),
        Pair("a", 1),
    ]

    assert len({digest(value) for value in values}) == len(values)
    assert digest(frozenset("abc")) == digest(frozenset("cab")) == digest(set("bca"))
    assert digest(Pair(frozenset("ab"))) == digest(Pair({"b", "a"}))


def test_other_code_has_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest of the program changes with a connector, a file of knowledge/ and the version of
    Python.
    """
    package = tmp_path / "own_connectors"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "words.yaml").write_text("a: 1")
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("own_connectors")

    def compute() -> bytes:
        program_module._digest_files.cache_clear()
        return digest_program(["own_connectors"])

    digests = [compute(), digest_program()]
    (package / "words.yaml").write_text("a: 2")
    digests.append(compute())
    (package / "new.py").write_text("")
    digests.append(compute())
    again = compute()
    monkeypatch.setattr(sys, "version", "4.0")
    digests.append(compute())

    assert again == digests[-2]
    assert len(set(digests)) == len(digests)
