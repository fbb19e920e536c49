"""No secret that stands in an input reaches an output, a message or a log.

Secrets of forty kinds are planted in the inputs of every connector: in the values, keys, comments
and paths of its own cases, so that a new connector is tried as soon as it has cases. Outputs are
searched as they are, decoded, and inside their archives.
"""

import base64
import csv
import html
import io
import json
import logging
import re
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.testing import find_cases

CASES = Path(__file__).parents[2] / "connectors" / "cases"
START = 0  # which secret goes where
MARK = "Zq7Planted"  # stands in every planted secret, or its upper case does
ADDRESS = f"{MARK}38@mail.example.com"
SECRETS = (
    f"jdbc:sqlserver://db.example.com;user=sa;password={MARK}01;encrypt=true",
    f"https://svc:{MARK}02@git.example.com/repo",
    f"Authorization: Bearer {MARK}03.abc-def",
    "AKIAZQ7PLANTED000000 aws_secret_access_key=" + MARK + "04/x+y",
    f"https://acc.blob.example.com/c?sv=2024-01-01&sig={MARK}05%2Bx%3D&se=2030",
    f"Server=db;Uid=app;Pwd={MARK}06;AccountKey={MARK}06==;EndpointSuffix=x",
    f'sasl.jaas.config=x.Plain required username="u" password="{MARK}07";',
    f"-----BEGIN PRIVATE KEY-----\n{MARK}08\n{MARK}08\n-----END PRIVATE KEY-----",
    f"ghp_{MARK}0000000000000000009",
    f"https://hooks.slack.com/services/T00000000/B00000000/{MARK}10",
    f"Authorization: Basic {MARK}11==",
    f"snowflake.private.key={MARK}12 private_key_passphrase: {MARK}12",
    f"jdbc:oracle:thin:scott/{MARK}13@db.example.com:1521/X",
    f"PGPASSWORD={MARK}14 psql -h db.example.com",
    f"mysql -u root -p{MARK}15 shop",
    f"sqlcmd -S db -U sa -P {MARK}16",
    f"curl -u svc:{MARK}17 https://api.example.com",
    f"sqlplus scott/{MARK}18@orcl",
    f"glpat-{MARK}0000000019",
    f"xoxb-123456789012-123456789012-{MARK}00000000000020",
    f"SG.{MARK}000000000021.{MARK}000000000000000000000000000000021",
    f"sk_live_{MARK}000000000000022",
    f"AIza{MARK}00000000000000000000000{'2' * 2}",
    f"npm_{MARK}00000000000000000000000024",
    f"hvs.{MARK}000000000000000000025",
    f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOi{MARK}26.{MARK}26-abc",
    f"https://f.example.com/api/run?code={MARK}27==&x=1",
    f"X-Api-Key: {MARK}28",
    f"client_secret: {MARK}29",
    f"passwort={MARK}30",
    f"mot_de_passe: {MARK}31",
    f"contraseña={MARK}32",
    f"<password>{MARK}33</password>",
    f"CREATE USER u IDENTIFIED BY {MARK}34",
    f"CREATE LOGIN l WITH PASSWORD = N'{MARK}35'",
    f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n{MARK}36\n-----END PGP PRIVATE KEY BLOCK-----",
    f"tool --password {MARK}37 --host db",
    ADDRESS,
    f'storage {{"accountKey": "{MARK}39+/x=="}}',
    f"redis://:{MARK}40@cache.example.com:6379/0",
)
# Fields that say whom to ask.
CONTACT = re.compile("own|contact|support|respons|verantw|betreu|fachb|team", re.IGNORECASE)
IN_PATHS = tuple(secret for secret in SECRETS if not {"/", "\n"} & {*secret})
SQL = (
    "CREATE USER u IDENTIFIED BY '{}';",
    "SELECT a FROM t WHERE url = '{}';",
    "COPY INTO t FROM 's3://b' CREDENTIALS = (x = '{}');",
    "-- {}\nINSERT INTO t SELECT * FROM",
)


def build_planter(variant: int) -> Callable[[str], str]:
    """Return a function that puts a secret in place of, or behind, every third text it is given."""
    number = count(variant)

    def plant(text: str) -> str:
        turn = next(number)
        secret = SECRETS[turn % len(SECRETS)]
        if turn % 3 or not text.strip():
            return text
        return f"{text} {secret}" if turn % 2 else secret

    return plant


def plant_in_field(name: str, plant: Callable[[str], str]) -> Callable[[str], str]:
    """Return what plants secrets in a field: an owner's address is a contact and may be shown."""

    def plant_no_address(text: str) -> str:
        result = plant(text)
        return text if ADDRESS in result else result

    return plant_no_address if CONTACT.search(name) else plant


def plant_in_values(value: object, plant: Callable[[str], str]) -> object:
    """Return a document with secrets planted in its texts."""
    match value:
        case dict():
            result = {
                k: plant_in_values(v, plant_in_field(str(k), plant)) for k, v in value.items()
            }
            return {**result, **plant_in_key(value, plant)}
        case list():
            return [plant_in_values(item, plant) for item in value]
        case str():
            return plant(value)
        case _:
            return value


def plant_in_key(value: dict[str, object], plant: Callable[[str], str]) -> dict[str, object]:
    """Return a key with a secret for some of the mappings of a document."""
    key = plant("")
    return {" ".join(key.split()): "x"} if key and len(value) > 1 else {}


def plant_in_path(path: Path, number: int) -> Path:
    """Return a path whose folder and file name hold a secret, with the ending kept."""
    folder, name = (IN_PATHS[(number + step) % len(IN_PATHS)] for step in (0, 7))
    return Path(folder) / path.parent / f"{name} {path.name}"


def plant_in_csv(text: str, plant: Callable[[str], str]) -> str:
    """Return a CSV with secrets planted below its header."""
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    head, *rows = list(csv.reader(io.StringIO(text), delimiter=delimiter)) or [[]]
    result = io.StringIO()
    writer = csv.writer(result, delimiter=delimiter)
    writer.writerow(head)
    names = [*head, *[""] * max(map(len, rows), default=0)]
    for row in rows:
        writer.writerow(
            [plant_in_field(n, plant)(cell) for n, cell in zip(names, row, strict=False)]
        )
    return result.getvalue()


def plant_in_xml(text: str, plant: Callable[[str], str]) -> str:
    """Return XML with secrets planted in texts and attributes."""
    root = ElementTree.fromstring(text)
    for element in root.iter():
        element.text = plant(element.text or "") or None
        for key, value in element.attrib.items():
            element.set(key, plant(value))
    root.append(ElementTree.Comment(SECRETS[len(text) % len(SECRETS)].replace("--", "- -")))
    return ElementTree.tostring(root, encoding="unicode")


def plant_in_json(text: str, plant: Callable[[str], str]) -> str:
    """Return JSON with secrets planted in its texts."""
    return json.dumps(plant_in_values(json.loads(text), plant), ensure_ascii=False)


def plant_in_yaml(text: str, plant: Callable[[str], str]) -> str:
    """Return YAML with secrets planted in its texts."""
    documents = [plant_in_values(doc, plant) for doc in yaml.safe_load_all(text)]
    comment = " ".join(SECRETS[len(text) % len(SECRETS)].split())
    return f"# {comment}\n" + yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True)


def plant_in_sql(text: str, plant: Callable[[str], str]) -> str:
    """Return SQL with statements behind it that hold secrets; one of them is cut off."""
    secrets = iter(SECRETS * 2)
    return "\n".join([text, *(line.format(next(secrets)) for line in SQL * 4)])


def plant_in_properties(text: str, plant: Callable[[str], str]) -> str:
    """Return properties with secrets planted in their values."""
    lines = (line.partition("=") for line in text.splitlines())
    return "\n".join(f"{key}{sign}{plant(value)}" for key, sign, value in lines)


def plant_in_quotes(text: str, plant: Callable[[str], str]) -> str:
    """Return a text with secrets planted in what stands in quotes on one line."""

    def quoted(match: re.Match[str]) -> str:
        result = plant(match[1]).replace('"', '\\"').replace("\n", "\\n")
        return f'"{result}"'

    return re.sub(r'(?<!")"([^"\\\n]+)"', quoted, text)


WAYS: dict[str, Callable[[str, Callable[[str], str]], str]] = {
    "json": plant_in_json,
    "yaml": plant_in_yaml,
    "yml": plant_in_yaml,
    "csv": plant_in_csv,
    "tsv": plant_in_csv,
    "sql": plant_in_sql,
    "properties": plant_in_properties,
    "dsl": plant_in_quotes,
    "graphql": plant_in_quotes,
    "gql": plant_in_quotes,
    "xml": plant_in_xml,
}


def plant_in_file(path: Path, plant: Callable[[str], str]) -> str | None:
    """Return the content of a case's file with secrets, None if it cannot be parsed here."""
    try:
        text = path.read_text(encoding="utf-8")
        kind = "xml" if text.lstrip().startswith("<") else path.suffix.lower().strip(".")
        return WAYS[kind](text, plant) if kind in WAYS else None
    except (ValueError, yaml.YAMLError, ElementTree.ParseError, UnicodeDecodeError):
        return None


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all connectors' inputs with secrets, whole and cut off."""
    root, number = tmp_path_factory.mktemp("estate"), START
    for case in find_cases(CASES):
        if case.folder.name in {"bomb", "hostile"}:
            continue
        for path in sorted(p for p in case.folder.rglob("*") if p.is_file()):
            bomb = path.name.startswith("bomb")  # planting would set it off
            if bomb or path.name == "expected.yaml" or path.stat().st_size > 20_000:
                continue
            text = plant_in_file(path, build_planter(number))
            number += 1
            if text is not None:
                below = path.relative_to(case.folder)
                write(root / f"{case.connector}-{case.folder.name}" / below, text)
                if number % 4 == 1 and len(str(below)) < 60:
                    hidden = root / f"path-{case.connector}-{case.folder.name}"
                    write(hidden / plant_in_path(below, number // 4), text)
                if number % 5 == 0:
                    cut = root / f"cut-{case.connector}-{case.folder.name}" / below
                    write(cut, text[: len(text) * 2 // 3])
    return root


def write(path: Path, text: str) -> None:
    """Write a text, making its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def find_leaks(content: bytes, kept: Collection[str] = ()) -> list[str]:
    """Return the surroundings of planted secrets in a content.

    kept: addresses that stay, since they say whom to ask.
    """
    found: list[str] = []
    for text in _list_readings(content):
        folded = text.casefold()
        for address in kept:
            folded = folded.replace(address.casefold(), "")
        found += [text[max(0, at - 120) : at + 20] for at in _places(folded, MARK.casefold())]
        found += [word for word in ENCODED if word in text]
    return found


def _list_readings(content: bytes) -> Iterator[str]:
    """Yield a content as text, without the escapes of URLs, HTML and JSON, and of its archive."""
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
    """Yield what a word looks like in base64 at each of the three offsets it can stand at."""
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
    """A search that finds nothing proves nothing unless it would find each secret."""
    for secret in SECRETS:
        result = encode(secret)
        assert find_leaks(result if isinstance(result, bytes) else result.encode()), secret
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sheet.xml", result)
        assert find_leaks(packed.getvalue()), secret


def test_secrets_are_planted_for_every_connector(estate: Path) -> None:
    """Every connector with text inputs has planted secrets."""
    texts = {p: p.read_text(encoding="utf-8") for p in estate.rglob("*") if p.is_file()}
    holding = {p.relative_to(estate).parts[0].split("-")[0] for p, t in texts.items() if MARK in t}
    assert {"backstage", "inventory", "kafka", "salesforce", "servicenow", "tables"} <= holding
    assert len(SECRETS) == 40
    assert all(any(secret[:30] in text for text in texts.values()) for secret in SECRETS[:1])


@pytest.mark.slow
def test_no_secret_leaves_the_program(
    estate: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No output, message or command repeats a secret."""
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
    """Return the e-mail addresses planted in columns that say whom to ask."""
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
    """A path or a key of the user is repeated without the secret in it."""
    poc = tmp_path / "poc.yaml"
    poc.write_text(yaml.safe_dump({"name": "A", secret: "x"}), encoding="utf-8")
    (tmp_path / "in").mkdir()
    for arguments in (["survey", secret], ["survey", str(tmp_path / "in"), "--poc", str(poc)]):
        result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "out")])
        assert result.exit_code == 2, result.output
        assert find_leaks(result.output.encode()) == []
