"""The options of the cache: they choose its folder, change no output, and a failing cache stops no
run.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cache.store import FILE
from seamscope.cli import main

INVENTORY = """\
inventory: 1
systems:
  - {name: ERP, databases: [ERP]}
  - {name: CRM, databases: [CRM]}
"""


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "inventory.yaml").write_text(INVENTORY)
    (folder / "load.sql").write_text("INSERT INTO CRM.DBO.T (A) SELECT A FROM ERP.DBO.U;")
    return folder


def survey(inputs: Path, output: str, *options: str, **variables: str | None) -> Result:
    words = ["survey", str(inputs), "-o", str(inputs.parent / output), *options]
    return CliRunner().invoke(main, words, env={"SEAMSCOPE_NO_CACHE": None, **variables})


def read_outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_the_outputs_are_the_same_with_and_without_a_cache(tmp_path: Path, inputs: Path) -> None:
    """A run without a cache, one with an empty cache and one with a full cache write the same
    files.
    """
    cache = str(tmp_path / "cache")
    runs = {"none": ("--no-cache",), "empty": ("--cache", cache), "full": ("--cache", cache)}
    for name, options in runs.items():
        result = survey(inputs, name, *options)
        assert result.exit_code == 0, result.output
    none, empty, full = (read_outputs(tmp_path / name) for name in runs)

    assert none == empty == full
    assert (tmp_path / "cache" / FILE).is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "variables", "kept"),
    [
        ((), {}, "users/seamscope"),
        ((), {"SEAMSCOPE_CACHE": "chosen"}, "chosen"),
        (("--cache", "given"), {"SEAMSCOPE_CACHE": "chosen"}, "given"),
        (("--no-cache",), {"SEAMSCOPE_CACHE": "chosen"}, ""),
        ((), {"SEAMSCOPE_NO_CACHE": "1"}, ""),
    ],
)
def test_options_and_variables_choose_the_folder(
    inputs: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    variables: dict[str, str],
    kept: str,
) -> None:
    """An option such as `--cache` takes precedence over an environment variable, and a variable
    over the default folder.
    """
    folder = inputs.parent
    monkeypatch.chdir(folder)
    monkeypatch.setattr("seamscope.cache.find_folder", lambda: folder / "users" / "seamscope")

    result = survey(inputs, "out", *options, **variables)

    assert result.exit_code == 0, result.output
    found = [path.parent.relative_to(folder).as_posix() for path in folder.rglob(FILE)]
    assert found == ([kept] if kept else [])


def test_a_cache_that_cannot_be_used_costs_a_message(tmp_path: Path, inputs: Path) -> None:
    """A survey with an unusable cache folder succeeds, and a message names the folder."""
    (tmp_path / "file").write_text("")
    result = survey(inputs, "out", SEAMSCOPE_CACHE=str(tmp_path / "file" / "cache"))

    assert result.exit_code == 0, result.output
    assert f"the cache in {tmp_path / 'file' / 'cache'} cannot be used" in result.stderr
