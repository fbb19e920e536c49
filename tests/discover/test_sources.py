"""Sources that a cluster reads give the same records as those read on this machine."""

from pathlib import Path

import pytest
from tests.engine.engines import Sending

from seamscope.discover import discover, load_connectors, sources

CASES = Path(__file__).parents[2] / "connectors" / "cases"
# Single files, members of archives, groups of files, workbooks, and damaged ones of each kind.
READ = tuple(CASES / name for name in ("dbt", "leanix", "power-bi", "ssis"))


@pytest.mark.slow
def test_files_are_read_alike_from_their_bytes() -> None:
    """Files sent to a cluster as bytes give the same records, errors and hashes as files on
    disk.
    """
    connectors, _ = load_connectors()
    engine = Sending()
    here = discover(READ, connectors, ignore=("expected.yaml",))
    sent = discover(READ, connectors, ignore=("expected.yaml",), engine=engine)
    assert sent.records == here.records
    assert [str(error) for error in sent.errors] == [str(error) for error in here.errors]
    assert (sent.files, sent.signs) == (here.files, here.signs)
    assert {*engine.names} == {"read_batch"}
    assert len(here.files) > 20


def test_some_sources_are_not_sent_to_the_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large sources, and sources of connectors that are not part of seamscope, are not sent to the
    cluster.
    """
    (tmp_path / "a.csv").write_text("source,target\nERP,CRM\n")
    connectors, _ = load_connectors()
    read = []
    for place, value in (
        ("seamscope.discover.sources.LARGEST", sources.LARGEST),
        ("seamscope.discover.sources.LARGEST", 20),
        ("seamscope.discover.memory.OURS", "somebody_else."),
    ):
        engine = Sending()
        with monkeypatch.context() as patch:
            patch.setattr(place, value)
            read.append(discover([tmp_path], connectors, engine=engine).records)
        assert engine.names == (["read_batch"] if value == sources.LARGEST else [])
    assert read[0] == read[1] == read[2]
    assert read[0]
