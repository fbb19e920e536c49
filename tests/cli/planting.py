"""Plant secrets in files of every format, in the places where people write them."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import yaml

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
    """Return a function that replaces every third string by a secret, or appends one."""
    number = count(variant)

    def plant(text: str) -> str:
        turn = next(number)
        secret = SECRETS[turn % len(SECRETS)]
        if turn % 3 or not text.strip():
            return text
        return f"{text} {secret}" if turn % 2 else secret

    return plant


def plant_in_field(name: str, plant: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that plants secrets in a field, but no address in the field of a contact,
    where addresses may be shown.
    """

    def plant_no_address(text: str) -> str:
        result = plant(text)
        return text if ADDRESS in result else result

    return plant_no_address if CONTACT.search(name) else plant


def plant_in_values(value: object, plant: Callable[[str], str]) -> object:
    """Return a document with secrets planted in its strings."""
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
    """Return a mapping with one entry whose key contains a secret, or {} if `plant` returns no
    secret.
    """
    key = plant("")
    return {" ".join(key.split()): "x"} if key and len(value) > 1 else {}


def plant_in_path(path: Path, number: int) -> Path:
    """Return a path with a secret in its folder and in its file name; the extension is kept."""
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


def plant_in_lines(text: str, plant: Callable[[str], str]) -> str:
    """Return JSON with one document on each line, with secrets planted in its texts."""
    return "\n".join(plant_in_json(line, plant) for line in text.splitlines() if line.strip())


def plant_in_json(text: str, plant: Callable[[str], str]) -> str:
    """Return JSON with secrets planted in its texts."""
    return json.dumps(plant_in_values(json.loads(text), plant), ensure_ascii=False)


def plant_in_yaml(text: str, plant: Callable[[str], str]) -> str:
    """Return YAML with secrets planted in its texts."""
    documents = [plant_in_values(doc, plant) for doc in yaml.safe_load_all(text)]
    comment = " ".join(SECRETS[len(text) % len(SECRETS)].split())
    return f"# {comment}\n" + yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True)


def plant_in_sql(text: str, plant: Callable[[str], str]) -> str:
    """Return SQL followed by statements with secrets, the last of which is cut off."""
    secrets = iter(SECRETS * 2)
    return "\n".join([text, *(line.format(next(secrets)) for line in SQL * 4)])


def plant_in_properties(text: str, plant: Callable[[str], str]) -> str:
    """Return properties with secrets planted in their values."""
    lines = (line.partition("=") for line in text.splitlines())
    return "\n".join(f"{key}{sign}{plant(value)}" for key, sign, value in lines)


def plant_in_quotes(text: str, plant: Callable[[str], str]) -> str:
    """Return text with secrets planted in its quoted strings; strings with line breaks are left
    unchanged.
    """

    def quoted(match: re.Match[str]) -> str:
        result = plant(match[1]).replace('"', '\\"').replace("\n", "\\n")
        return f'"{result}"'

    return re.sub(r'(?<!")"([^"\\\n]+)"', quoted, text)


# The comment prefix in files with this suffix; `#` in others.
COMMENTS = {
    "jcl": "//*", "prc": "//*", "proc": "//*", "bat": "REM ", "cls": "// ", "trigger": "// ",
    "java": "// ", "groovy": "// ", "dwl": "// ", "tmdl": "/// ", "pq": "// ", "btq": "-- ",
    "bteq": "-- ", "tpt": "-- ", "fld": "-- ", "mld": "-- ", "ctl": "-- ", "md": "", "txt": "",
    "log": "",
}  # fmt: skip


def plant_in_source(text: str, plant: Callable[[str], str], comment: str = "# ") -> str:
    """Return source code or notes with secrets in quoted strings and in added comments."""
    lines = []
    for number, line in enumerate(plant_in_quotes(text, plant).split("\n")):
        lines.append(line)
        note = plant("note")
        if number % 2 == 0 and note != "note":
            lines += [comment + part for part in note.split("\n")]
    return "\n".join(lines)


def plant_in_package(data: bytes, plant: Callable[[str], str]) -> bytes:
    """Return an Office workbook or document with secrets planted in its cells and texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for item in old.namelist():
            content = old.read(item)
            if item.endswith(".xml") and re.search(r"sharedStrings|sheet\d|document\.xml", item):
                text = content.decode("utf-8")
                content = re.sub(
                    r"(<(?:\w+:)?t(?: [^<>]*)?>)([^<>]+)(?=</)",
                    lambda found: found[1] + escape(plant(found[2])),
                    text,
                ).encode()
            new.writestr(item, content)
    return made.getvalue()


WAYS: dict[str, Callable[[str, Callable[[str], str]], str]] = {
    "json": plant_in_json,
    "bim": plant_in_json,
    "ndjson": plant_in_lines,
    "jsonl": plant_in_lines,
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
PACKAGES = frozenset({"xlsx", "docx"})


def plant_in_file(path: Path, plant: Callable[[str], str]) -> bytes | None:
    """Return the content of a file with secrets, None if it is neither text nor an Office file."""
    data, kind = path.read_bytes(), path.suffix.lower().strip(".")
    try:
        if kind in PACKAGES:
            return plant_in_package(data, plant)
        text = data.decode("utf-8-sig")
        kind = "xml" if text.lstrip().startswith("<") and kind != "html" else kind
        if kind in WAYS:
            return WAYS[kind](text, plant).encode()
        return plant_in_source(text, plant, COMMENTS.get(kind, "# ")).encode()
    except (ValueError, yaml.YAMLError, ElementTree.ParseError, zipfile.BadZipFile):
        return None
