"""The profile of the sample landscape agrees with its extracts and with the output of the
command.
"""

import csv
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main

SAMPLE = Path(__file__).parents[2] / "inventories" / "halden-pumps"


def test_the_command_of_the_readme_writes_the_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (SAMPLE / "README.md").read_text("utf-8")
    (command,) = (part for part in text.split("`") if part.startswith("seamscope profile "))
    monkeypatch.chdir(SAMPLE)
    output = tmp_path / "profile.json"
    result = CliRunner().invoke(main, [*command.split()[1:], "-o", str(output)])
    assert result.exit_code == 0, result.output
    written, kept = (json.loads(path.read_bytes()) for path in (output, SAMPLE / "profile.json"))
    assert written["profiles"] == kept["profiles"]


def test_the_planted_flaws_are_in_the_extracts() -> None:
    """The extracts of the sample contain the planted flaws, as plain SQL and CSV reading show."""
    database = sqlite3.connect(f"{(SAMPLE / 'extracts' / 'sap.sqlite').as_uri()}?mode=ro", uri=True)
    counts = [
        database.execute(query).fetchone()[0]
        for query in (
            "SELECT COUNT(*) FROM VBAK",
            "SELECT COUNT(*) FROM VBAK WHERE VDATU IS NULL",
            "SELECT COUNT(*) FROM VBAP WHERE MATNR NOT IN (SELECT MATNR FROM MARA)",
        )
    ]
    database.close()
    assert counts == [1200, 49, 10]
    with (SAMPLE / "extracts" / "Account.csv").open(encoding="utf-8", newline="") as stream:
        numbers = Counter(row["CustomerNumber__c"] for row in csv.DictReader(stream))
    assert sum(numbers.values()) == 800
    assert sorted(Counter(numbers.values()).items()) == [(1, 738), (2, 31)]


def test_no_value_of_the_extracts_is_in_the_profile() -> None:
    kept = (SAMPLE / "profile.json").read_text("utf-8")
    assert not [text for text in ("C-00011", "Aalto", "Water AB", "P-1001", "X-77") if text in kept]
