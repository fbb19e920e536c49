"""Pickles from a cluster may contain only data of seamscope, and cannot call functions."""

import copyreg
import os
import pickle
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from seamscope.engine.pickling import ForeignTypeError, dump, load
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.lineage.batch.lookups import Extent, Lookup
from seamscope.lineage.script.result import Degree
from seamscope.records import Evidence, Query
from seamscope_connectors.sql import SqlConnector


class Calling:
    """A value whose pickle calls a function when it is read."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[object, ...]:
        return self.call


def test_data_of_seamscope_is_equal_after_pickling() -> None:
    """Records, named tuples, enumerations, containers and strings that UTF-8 cannot encode are
    equal after pickling.
    """
    where = Evidence(file="a.sql", line=3, connector="sql")
    value = (
        Query(text="SELECT '\ud800'", dialect="tsql", evidence=where),
        Lookup("columns", Extent.WHOLE),
        Counter({("", Degree.FULLY): 2}),
        {"a": frozenset({1})},
    )
    assert load(dump(value)) == value


@pytest.mark.parametrize(
    "error",
    [
        SeamscopeError("what", remedy="do", file="a.csv", line=7),
        UnreadableError("what", remedy="do", file="a.csv"),
        InputError(SeamscopeError("one"), SeamscopeError("two")),
    ],
)
def test_errors_keep_their_parts(error: SeamscopeError) -> None:
    """A pickled error keeps its type and its text with file, line and remedy."""
    found = load(dump(error))
    assert (type(found), str(found)) == (type(error), str(error))


def test_functions_registered_for_exceptions_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask registers functions of tblib for all exceptions, but `load` accepts no foreign code."""
    monkeypatch.setitem(copyreg.dispatch_table, SeamscopeError, lambda error: (print, (error,)))
    found = load(dump(SeamscopeError("what", file="a.csv")))
    assert str(found) == str(SeamscopeError("what", file="a.csv"))


def test_connectors_of_this_distribution_are_named() -> None:
    """A connector is pickled by its class, from which a worker creates a new instance."""
    assert isinstance(load(dump(SqlConnector())), SqlConnector)


@pytest.mark.parametrize(
    "value",
    [
        Calling(os.system, "false"),
        Calling(subprocess.Popen, ["false"]),
        Calling(eval, "1"),
        Calling(getattr, "a", "b"),
        Path("a"),
    ],
)
def test_other_names_are_refused(value: object) -> None:
    """A pickle that names a function or class of Python or of another package is an error."""
    with pytest.raises(ForeignTypeError):
        load(dump(value))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("seamscope.lineage.batch.pool", "subprocess"),
        ("seamscope.lineage.batch.pool", "ThreadPoolExecutor"),
        ("seamscope.lineage.batch.pool", "subprocess.Popen"),
        ("seamscope.engine.pickling", "load"),
        ("seamscope.cache.store", "Cache"),
    ],
)
def test_a_pickle_cannot_call_functions_of_seamscope(module: str, name: str) -> None:
    """A pickle cannot use a module of seamscope to reach other modules, functions, or classes with
    side effects.
    """
    data = b"\x80\x04\x8c" + bytes([len(module)]) + module.encode()
    data += b"\x8c" + bytes([len(name)]) + name.encode() + b"\x93."
    with pytest.raises(ForeignTypeError):
        load(data)


def test_damaged_data_is_an_error_of_pickles() -> None:
    """A truncated pickle is an UnpicklingError, after which the work is done on this machine."""
    with pytest.raises(pickle.UnpicklingError):
        load(dump(("a", "b"))[:-3])
