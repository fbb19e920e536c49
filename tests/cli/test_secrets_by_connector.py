"""Every connector reads files with secrets of many more kinds, and no output contains one of them.

Each round plants other secrets in a string. Most strings keep their meaning, so that the connectors
still recognise their files; otherwise, the test would prove nothing.
"""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.connector.test_secret_kinds import KINDS
from tests.connector.test_secret_shapes import TOKENS

from seamscope.cli import main
from seamscope.testing import find_cases

from .planting import ADDRESS, SECRETS, plant_in_file
from .test_secrets import _encode_in_base64 as encode
from .test_secrets import _list_readings as list_readings
from .test_secrets import find_leaks, write

CASES = Path(__file__).parents[2] / "connectors" / "cases"
LONGEST = 60_000  # bytes of a file with planted secrets
# The text to plant for each of the further secrets; a header or a name has one line.
SINGLE = [(text, secret) for text, secret in KINDS if "\n" not in text]
TEXTS = {secret: text.replace("{}", secret) for text, secret in SINGLE}
TEXTS |= {token: token for token in TOKENS.values()}
# No owner's address: it may be shown.
ALL = tuple(dict.fromkeys([*SECRETS, *(t.replace("{}", s) for t, s in SINGLE), *TOKENS.values()]))
PLANTED = tuple(text for text in ALL if text != ADDRESS)


def tail_of(secret: str) -> str:
    """Return the end of a secret. Outputs are searched for it, because they may show the prefix of
    a token.
    """
    return secret.rstrip("=")[-12:]


TAILS = tuple(dict.fromkeys(map(tail_of, TEXTS)))
ENCODED_TAILS = tuple(form for tail in TAILS for form in encode(tail))


def build_planter(first: int) -> Callable[[str], str]:
    """Return a function that appends a secret to every sentence and to every fifth other string."""
    number = count(first)

    def plant(text: str) -> str:
        if not text.strip():
            return text
        turn = next(number)
        sentence = "\n" not in text and len(text) > 12 and " " in text.strip()
        return f"{text} {PLANTED[turn % len(PLANTED)]}" if sentence or turn % 5 == 0 else text

    return plant


def plant_estate(root: Path, first: int, connectors: frozenset[str] | None = None) -> None:
    """Write the cases of the connectors, with secrets planted in them, below the root.

    connectors: names of the connectors, None for all.
    """
    number = first
    for case in find_cases(CASES):
        wanted = connectors is None or case.connector in connectors
        if not wanted or case.folder.name in {"bomb", "hostile", "broken"}:
            continue
        for path in sorted(p for p in case.folder.rglob("*") if p.is_file()):
            if path.name.startswith(("bomb", "expected.")) or path.name.endswith(".mapping.yaml"):
                continue
            if path.stat().st_size <= LONGEST:
                planted = plant_in_file(path, build_planter(number))
                number += 7
                below = path.relative_to(case.folder)
                write(root / f"{case.connector}-{case.folder.name}" / below, planted or b"")


def survey(root: Path, out: Path) -> tuple[dict[str, bytes], set[str]]:
    """Return what a survey of the folder writes and prints, and the connectors that read a file."""
    result = CliRunner().invoke(main, ["survey", str(root), "-o", str(out), "--verbose"])
    assert result.exit_code == 0, result.output[-2000:]
    outputs = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    outputs |= {"stdout": result.stdout_bytes, "stderr": result.stderr_bytes}
    inputs = json.loads(outputs["survey.json"])["meta"]["inputs"]
    return outputs, {one["connector"] for one in inputs if one.get("records")}


def list_leaks(content: bytes) -> Iterator[str]:
    """Yield each secret in an output, in any encoding, with the text around it."""
    yield from find_leaks(content)
    for text in list_readings(content):
        for word in (*TAILS, *ENCODED_TAILS):
            at = text.find(word)
            if at >= 0:
                yield text[max(0, at - 100) : at + len(word)]


def find_all_leaks(outputs: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the leaked secrets by the name of the output; outputs without leaks are left out."""
    leaks = {name: [*list_leaks(content)][:5] for name, content in outputs.items()}
    return {name: found for name, found in leaks.items() if found}


def test_each_secret_is_searched_for() -> None:
    """There are more than 150 secrets, and the search finds each of them in a JSON document."""
    assert len(PLANTED) > 150
    for text in PLANTED:
        assert [*list_leaks(json.dumps({"a": text}).encode())], text


def test_no_secret_leaves_some_connectors(tmp_path: Path) -> None:
    """Secrets in the inputs of four connectors are in no output; a slow test checks all
    connectors.
    """
    few = frozenset({"soda", "mqsc", "wsdl", "fivetran"})
    plant_estate(tmp_path / "in", 3, few)
    outputs, readers = survey(tmp_path / "in", tmp_path / "out")
    assert few <= readers
    assert b"***" in outputs["survey.json"]
    assert find_all_leaks(outputs) == {}


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 101])
def test_no_secret_leaves_any_connector(tmp_path: Path, first: int) -> None:
    """Every connector reads inputs with secrets, and no output contains one of them."""
    plant_estate(tmp_path / "in", first)
    outputs, readers = survey(tmp_path / "in", tmp_path / "out")
    assert {case.connector for case in find_cases(CASES)} - readers == set()
    assert find_all_leaks(outputs) == {}
