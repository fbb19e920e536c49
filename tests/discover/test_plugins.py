"""Connectors of third parties, from other distributions and from a folder that the user names."""

from pathlib import Path

import pytest

from seamscope.discover import discover, load_connectors
from seamscope.errors import InputError
from seamscope.pipeline import Job, run
from seamscope.records import System

CONNECTOR = """
from dataclasses import dataclass
from seamscope.connector import Claim, Connector
from seamscope.records import System

@dataclass(frozen=True, slots=True)
class Line:
    text: str

class Plants(Connector):
    name = "{name}"
    reads = "plants, one a line"

    def claim(self, file):
        return Claim(reason="ends in .plants") if file.suffix == ".plants" else None

    def read(self, source):
        for number, text in enumerate(source.file.text().splitlines(), start=1):
            yield System(name=Line(text).text, evidence=source.file.at(number))
"""


def distribution(root: Path, name: str, points: str, **modules: str) -> None:
    """Write the modules and the metadata of an installed distribution."""
    for module, text in modules.items():
        (root / f"{module}.py").write_text(text)
    info = root / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[seamscope.connectors]\n{points}\n")


def test_a_connector_of_another_distribution_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry point is enough to load a connector; if one fails, a warning names its distribution
    and the error.
    """
    site, inputs = tmp_path / "site", tmp_path / "in"
    site.mkdir()
    inputs.mkdir()
    points = "plants = acme_plants:Plants\nworn = acme_worn:Worn\n"
    points += "odd = acme_odd:Odd\nsql = acme_sql:Plants"
    distribution(
        site,
        "acme-seams",
        points,
        acme_plants=CONNECTOR.format(name="plants"),
        acme_worn="raise RuntimeError('no licence, password=hunter22')",
        acme_odd="Odd = dict",
        acme_sql=CONNECTOR.format(name="sql"),
    )
    monkeypatch.syspath_prepend(site)
    (inputs / "works.plants").write_text("Halden\nKarlstad\n")
    connectors, errors = load_connectors()
    found = discover([inputs], connectors)
    assert [r.name for r in found.records if isinstance(r, System)] == ["Halden", "Karlstad"]
    text = "\n".join(sorted(map(str, errors)))
    assert (
        "connector worn of acme-seams does not load (RuntimeError: no licence, password=***)"
        in text
    )
    assert "connector odd of acme-seams does not load (TypeError: dict is no Connector)" in text
    assert "two connectors are called sql, of seamscope and of acme-seams" in text
    assert len(errors) == 3


def test_a_folder_is_used_only_when_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connectors in the working directory are loaded only if their folder is given."""
    (tmp_path / "plants.py").write_text(CONNECTOR.format(name="plants"))
    (tmp_path / "_helper.py").write_text("raise RuntimeError")
    monkeypatch.chdir(tmp_path)
    assert "plants" not in {connector.name for connector in load_connectors()[0]}
    connectors, errors = load_connectors([tmp_path])
    assert "plants" in {connector.name for connector in connectors}
    assert errors == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:", "SyntaxError"),
        ("import no_such_module_anywhere", "ModuleNotFoundError"),
        ("x = 1", "it defines no connector"),
        ("from seamscope.connector import Connector\nclass A(Connector): pass", "no connector"),
        (CONNECTOR.format(name=""), "Plants does not set `name` or `reads`"),
    ],
)
def test_a_broken_file_costs_a_named_warning(tmp_path: Path, text: str, said: str) -> None:
    """A connector file with an error is reported, and the other connectors of its folder are
    loaded.
    """
    (tmp_path / "a.py").write_text(text)
    (tmp_path / "good.py").write_text(CONNECTOR.format(name="plants"))
    connectors, (error,) = load_connectors([tmp_path])
    assert "plants" in {connector.name for connector in connectors}
    assert f"connector a.py of {tmp_path} does not load" in str(error)
    assert said in str(error)


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """A missing folder of connectors is an error before anything is read."""
    with pytest.raises(InputError, match="no such folder"):
        load_connectors([tmp_path / "none"])


def test_a_configuration_names_folders_only_if_it_was_named_itself(tmp_path: Path) -> None:
    """The `connectors:` of a seamscope.yaml that was found next to the inputs are not loaded,
    because they are code; with `--config` they are.
    """
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "plants.py").write_text(CONNECTOR.format(name="plants"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "works.plants").write_text("Halden\n")
    config = tmp_path / "seamscope.yaml"
    config.write_text("connectors: [own]\n")
    found = run(Job(paths=(tmp_path / "in",)))
    assert found.survey.systems == ()
    assert "connectors are executable code" in str(found.errors[0])
    named = run(Job(paths=(tmp_path / "in",), config=config))
    assert [system.name for system in named.survey.systems] == ["Halden"]
