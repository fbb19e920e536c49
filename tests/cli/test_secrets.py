"""No secret in an input reaches an output, a message or a log.

Secrets of forty kinds are planted in the inputs of every connector: in the values, keys, comments
and paths of its own cases, so that a new connector is tried as soon as it has cases. Outputs are
searched as they are, decoded, and inside their archives.
"""

import base64
import html
import io
import json
import logging
import re
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
import yaml
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.testing import find_cases

from .planting import MARK, SECRETS, build_planter, plant_in_file, plant_in_path

CASES = Path(__file__).parents[2] / "connectors" / "cases"
# Which secret goes where. An address in the place of a table (0) is read as table@link of Oracle.
START = 1


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the inputs of all connectors with planted secrets, as whole and as truncated files, and
    return their folder.
    """
    root, number = tmp_path_factory.mktemp("estate"), START
    for case in find_cases(CASES):
        if case.folder.name in {"bomb", "hostile"}:
            continue
        for path in sorted(p for p in case.folder.rglob("*") if p.is_file()):
            bomb = path.name.startswith("bomb")  # planting would set it off
            if bomb or path.name == "expected.yaml" or path.stat().st_size > 20_000:
                continue
            planted = plant_in_file(path, build_planter(number))
            number += 1
            if planted is not None:
                below = path.relative_to(case.folder)
                write(root / f"{case.connector}-{case.folder.name}" / below, planted)
                if number % 4 == 1 and len(str(below)) < 60:
                    hidden = root / f"path-{case.connector}-{case.folder.name}"
                    write(hidden / plant_in_path(below, number // 4), planted)
                if number % 5 == 0:
                    cut = root / f"cut-{case.connector}-{case.folder.name}" / below
                    write(cut, planted[: len(planted) * 2 // 3])
    return root


def write(path: Path, content: bytes) -> None:
    """Write a file and create its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def find_leaks(content: bytes, kept: Collection[str] = ()) -> list[str]:
    """Return each planted secret in a content with the text around it.

    kept: addresses that may be shown because they are contacts.
    """
    found: list[str] = []
    for text in _list_readings(content):
        folded = text.casefold()
        for address in kept:
            folded = folded.replace(address.casefold(), "")
        found += [folded[max(0, at - 120) : at + 20] for at in _places(folded, MARK.casefold())]
        found += [word for word in ENCODED if word in text]
    return found


def _list_readings(content: bytes) -> Iterator[str]:
    """Yield a content as text and with the escapes of URLs, HTML and JSON decoded; for a ZIP
    archive, also the names and texts of its files.
    """
    text = content.decode("utf-8", errors="replace")
    decoded = html.unescape(unquote(text))
    yield text
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), decoded)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for item in archive.namelist():
                yield item
                yield from _list_readings(archive.read(item))


def _encode_in_base64(word: str) -> Iterator[str]:
    """Yield the base64 forms of a word at each of its three possible offsets."""
    for offset in range(3):
        whole = (b"\0" * offset + word.encode() + b"\0\0\0")[: offset + len(word)]
        whole = whole[: len(whole) // 3 * 3]
        yield base64.b64encode(whole).decode()[4 if offset else 0 :]


ENCODED = tuple(_encode_in_base64(MARK))


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


@pytest.mark.parametrize(
    "encode", [str, quote, html.escape, json.dumps, lambda text: base64.b64encode(text.encode())]
)
def test_the_search_finds_a_secret_however_it_is_encoded(
    encode: Callable[[str], str | bytes],
) -> None:
    """`find_leaks` finds each secret in every encoding and inside a ZIP archive; otherwise, an
    empty result would prove nothing.
    """
    for secret in SECRETS:
        result = encode(secret)
        assert find_leaks(result if isinstance(result, bytes) else result.encode()), secret
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sheet.xml", result)
        assert find_leaks(packed.getvalue()), secret


@pytest.mark.slow
def test_secrets_are_planted_for_every_connector(estate: Path) -> None:
    """Secrets are planted in the inputs of each connector, and each secret is in some input."""
    connectors = {case.connector for case in find_cases(CASES)}
    names = {f"{case.connector}-{case.folder.name}": case.connector for case in find_cases(CASES)}
    holding, planted = set(), set()
    for path in (p for p in estate.rglob("*") if p.is_file()):
        top = path.relative_to(estate).parts[0]
        if top not in names:  # another copy, cut off or with secrets in its path
            continue
        texts = [*_list_readings(path.read_bytes())]
        if any(MARK in text for text in texts):
            holding.add(names[top])
        planted |= {s for s in SECRETS if any(s.split("\n")[0] in text for text in texts)}
    assert holding == connectors
    assert len(connectors) >= 50
    assert len(SECRETS) == 40
    assert planted == {*SECRETS}


@pytest.mark.slow
def test_no_secret_leaves_the_program(
    estate: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A survey of inputs with secrets repeats no secret in an output, a message or a log."""
    caplog.set_level(logging.DEBUG)
    inputs = tmp_path / "in"
    shutil.copytree(estate, inputs)
    words = ["survey", str(inputs), "-o", str(tmp_path / "out"), "--verbose", "--title", SECRETS[0]]
    refused = CliRunner().invoke(main, words)  # because of mistakes in mapping files
    assert refused.exit_code == 2
    assert find_leaks(refused.output_bytes) == []
    for file in inputs.rglob("*.mapping.yaml"):
        file.unlink()
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output[-2000:]
    outputs = {p.name: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert "survey.json" in outputs
    outputs |= {"stdout": result.stdout_bytes, "stderr": result.stderr_bytes}
    outputs["log"] = caplog.text.encode()
    kept = _addresses_of_owners(json.loads(outputs["survey.json"]))
    found = {name: leak[:5] for name, item in outputs.items() if (leak := find_leaks(item, kept))}
    assert found == {}


def _addresses_of_owners(survey: dict[str, list[dict[str, str]]]) -> set[str]:
    """Return the planted e-mail addresses that a survey shows as owners."""
    owners = (node.get("owner", "") for key in ("systems", "datasets") for node in survey[key])
    return {address for text in owners for address in re.findall(rf"{MARK}\S+@[\w.]+", text)}


@pytest.mark.slow
def test_commands_about_one_file_show_no_secret(estate: Path) -> None:
    """`lineage` and `connectors` do not repeat secrets of their file."""
    sql = sorted(estate.rglob("*.sql"))[:6]
    others = sorted(estate.glob("*/*.[cjpy]*"))[::10]
    for command, files in (("lineage", sql), ("connectors", others)):
        for file in files:
            result = CliRunner().invoke(main, [command, str(file)])
            assert find_leaks(result.output.encode()) == [], (command, file.name)


@pytest.mark.parametrize("secret", [s for s in SECRETS if "\n" not in s])
def test_messages_about_missing_paths_and_wrong_keys_show_no_secret(
    tmp_path: Path, secret: str
) -> None:
    """A message about a missing path or an unknown key omits the secret in it."""
    poc = tmp_path / "poc.yaml"
    poc.write_text(yaml.safe_dump({"name": "A", secret: "x"}), encoding="utf-8")
    (tmp_path / "in").mkdir()
    for arguments in (["survey", secret], ["survey", str(tmp_path / "in"), "--poc", str(poc)]):
        result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "out")])
        assert result.exit_code == 2, result.output
        assert find_leaks(result.output.encode()) == []
