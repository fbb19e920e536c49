"""`--language`, its environment variable and `language:` choose the language of the outputs;
survey.json stays English.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.outputs.writers import languages

GERMAN = """msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Integration landscape"
msgstr "Integrationslandschaft"

msgid "Systems"
msgstr "Systeme"

msgid "owner"
msgstr "verantwortlich"
"""
INVENTORY = """inventory: 1
systems:
  - {name: CRM, owner: Sales}
  - {name: ERP}
flows:
  - {from: CRM, to: ERP, mechanism: api}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a folder with an inventory, while a short German translation is installed."""
    shipped = tmp_path / "languages"
    shipped.mkdir()
    (shipped / "de.po").write_text(GERMAN, encoding="utf-8")
    monkeypatch.setattr(languages, "FOLDER", shipped)
    languages.read_language.cache_clear()
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
    yield inputs
    languages.read_language.cache_clear()


def _survey(folder: Path, *options: str) -> tuple[str, bytes]:
    """Return report.md and survey.json of a run."""
    output = folder.parent / "out"
    result = CliRunner().invoke(main, ["survey", str(folder), "-o", str(output), *options])
    assert result.exit_code == 0, result.output
    return (output / "report.md").read_text(encoding="utf-8"), (output / "survey.json").read_bytes()


@pytest.mark.slow
def test_the_configuration_chooses_a_language_and_the_option_another(folder: Path) -> None:
    """The report is German with `language: de` and English with `--language en`; survey.json does
    not change.
    """
    plain, english_survey = _survey(folder)
    assert "## Systems" in plain
    (folder.parent / "seamscope.yaml").write_text("language: de\n", encoding="utf-8")
    german, german_survey = _survey(folder)
    assert "## Systeme" in german
    assert "verantwortlich" in german
    assert german_survey == english_survey
    assert "## Systems" in _survey(folder, "--language", "en")[0]


def test_a_configuration_cannot_name_a_file(folder: Path) -> None:
    """`language:` with the path of a translation is an error, because seamscope.yaml may come with
    the inputs.
    """
    text = f"language: {folder.parent / 'languages' / 'de.po'}\n"
    (folder.parent / "seamscope.yaml").write_text(text, encoding="utf-8")
    output = str(folder.parent / "out")
    result = CliRunner().invoke(main, ["survey", str(folder), "-o", output])
    assert result.exit_code == 2
    assert "there is no language" in result.output
    assert "write one of: en, de" in result.output


def test_tables_for_programs_stay_english(folder: Path) -> None:
    """`show` translates its table, but not its CSV."""
    _survey(folder)
    file = str(folder.parent / "out" / "survey.json")
    shown = CliRunner().invoke(main, ["show", "systems", file, "--language", "de"])
    assert "verantwortlich" in shown.output
    options = ["show", "systems", file, "--format", "csv"]
    csv = CliRunner().invoke(main, options, env={"SEAMSCOPE_LANGUAGE": "de"})
    assert csv.output.startswith("id,name,kind,product,owner")
