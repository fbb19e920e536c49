"""Change one file of an estate, or all of its folders, without a change of meaning.

Each relation takes a copy of the estate and changes it in place. It returns a description of the
change, or "" if it fits nothing in the estate.
"""

import codecs
import csv
import io
import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import yaml

OWN = frozenset({"seamscope.yaml", "poc.yaml", "answers.yaml"})
TEXTS = frozenset({
    "bat", "cmd", "csv", "cs", "dsl", "groovy", "htm", "html", "ini", "iflw", "java", "js", "json",
    "ktr", "md", "ora", "properties", "ps1", "puml", "py", "sh", "sql", "tmdl", "ts", "txt", "vb",
    "xml", "yaml", "yml",
})  # fmt: skip
COMMENTS = {
    "sql": "-- {}", "yaml": "# {}", "yml": "# {}", "sh": "# {}", "properties": "# {}",
    "py": "# {}", "bat": "REM {}", "xml": "<!-- {} -->", "iflw": "<!-- {} -->",
    "dtsx": "<!-- {} -->",
}  # fmt: skip
NOTE = "reviewed in May, nothing to do"


def _list_files(root: Path, *endings: str) -> list[Path]:
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name not in OWN)
    return [path for path in found if not endings or path.suffix[1:].lower() in endings]


def _choose(files: list[Path], chance: random.Random) -> Path | None:
    return chance.choice(files) if files else None


def _read(path: Path) -> str | None:
    """Return the text of a file in UTF-8 without a byte order mark; None for any other file."""
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _list_texts(root: Path, *endings: str) -> list[Path]:
    return [path for path in _list_files(root, *endings) if _read(path)]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def change_line_ends(root: Path, chance: random.Random) -> str:
    """Write a text file with the line ends of the other operating system."""
    path = _choose(_list_texts(root, *TEXTS), chance)
    if path is None:
        return ""
    text = _read(path) or ""
    windows = "\r\n" in text
    _write(path, text.replace("\r\n", "\n") if windows else re.sub(r"(?<!\r)\n", "\r\n", text))
    return f"{'LF' if windows else 'CRLF'} in {path.name}"


def add_mark(root: Path, chance: random.Random) -> str:
    """Add a byte order mark to a text file."""
    path = _choose(_list_texts(root, "csv", "txt", "json", "sql"), chance)
    if path is None:
        return ""
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    return f"byte order mark in {path.name}"


def add_comment(root: Path, chance: random.Random) -> str:
    """Add a comment without a meaning to the end of a file."""
    path = _choose(_list_texts(root, *COMMENTS), chance)
    if path is None:
        return ""
    text = (_read(path) or "").rstrip("\n")
    _write(path, f"{text}\n{COMMENTS[path.suffix[1:].lower()].format(NOTE)}\n")
    return f"comment in {path.name}"


def add_blank_lines(root: Path, chance: random.Random) -> str:
    """Add empty lines to the end of a file."""
    path = _choose(_list_texts(root, *TEXTS), chance)
    if path is None:
        return ""
    _write(path, (_read(path) or "") + "\n\n\n")
    return f"blank lines at the end of {path.name}"


def copy_file(root: Path, chance: random.Random) -> str:
    """Copy a file into another folder."""
    path = _choose(_list_files(root), chance)
    if path is None:
        return ""
    (root / "copy").mkdir(exist_ok=True)
    shutil.copy(path, root / "copy" / path.name)
    return f"copy of {path.name}"


def nest_folder(root: Path, chance: random.Random) -> str:
    """Move one folder of the estate into a new folder two levels deeper."""
    folders = [path for path in sorted(root.iterdir()) if path.is_dir()]
    path = _choose(folders, chance)
    if path is None:
        return ""
    deeper = root / "export" / "part"
    deeper.mkdir(parents=True, exist_ok=True)
    shutil.move(path, deeper / path.name)
    return f"{path.name} nested deeper"


def archive_folder(root: Path, chance: random.Random) -> str:
    """Pack one of the folders into a zip file."""
    path = _choose([path for path in sorted(root.iterdir()) if path.is_dir()], chance)
    if path is None:
        return ""
    with zipfile.ZipFile(root / f"{path.name}.zip", "w") as archive:
        for file in _list_files(path):
            archive.write(file, file.relative_to(root))
    shutil.rmtree(path)
    return f"{path.name} as an archive"


def add_stranger(root: Path, chance: random.Random) -> str:
    """Add a file that is not about systems: a menu or a list of parking spaces."""
    text = chance.choice(["Menu of the week: soup, pasta, salad.\n", "# Parking\n\n- 12: free\n"])
    name = chance.choice(["menu.txt", "parking.md"])
    _write(root / name, text)
    return f"{name} added"


def _read_rows(path: Path) -> tuple[str, list[list[str]]] | None:
    """Return the delimiter and the rows of a CSV file that is one regular table, else None."""
    text = _read(path)
    if text is None:
        return None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    regular = len(rows) > 2 and len(rows[0]) > 2 and {len(row) for row in rows} == {len(rows[0])}
    return (delimiter, rows) if regular and all(rows[0]) else None


def _list_tables(root: Path) -> Iterator[tuple[Path, str, list[list[str]]]]:
    for path in _list_files(root, "csv"):
        if (found := _read_rows(path)) is not None:
            yield path, *found


def _write_rows(path: Path, rows: list[list[str]], delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def rewrite_table(root: Path, chance: random.Random) -> str:
    """Rewrite a table in another form without a change of its content.

    The rows are in another order, one row occurs twice, the delimiter is another one, or the table
    becomes two files or a workbook.
    """
    tables = list(_list_tables(root))
    if not tables:
        return ""
    path, delimiter, (head, *rows) = chance.choice(tables)
    how = chance.choice(["shuffled", "delimiter", "workbook", "split", "a row twice"])
    if how == "shuffled":
        _write_rows(path, [head, *chance.sample(rows, len(rows))], delimiter)
    elif how == "delimiter":
        _write_rows(path, [head, *rows], ";" if delimiter != ";" else ",")
    elif how == "a row twice":
        _write_rows(path, [head, *rows, chance.choice(rows)], delimiter)
    elif how == "split":
        cut = chance.randint(1, len(rows) - 1)
        _write_rows(path.with_name(f"{path.stem}_1.csv"), [head, *rows[:cut]], delimiter)
        _write_rows(path.with_name(f"{path.stem}_2.csv"), [head, *rows[cut:]], delimiter)
        path.unlink()
    else:
        book = openpyxl.Workbook()
        for row in [head, *rows]:
            book.active.append(row)
        book.save(path.with_suffix(".xlsx"))
        path.unlink()
    return f"{path.name}: {how}"


def rewrite_json(root: Path, chance: random.Random) -> str:
    """Write a JSON file with another indentation, and the keys of its objects in another order."""
    path = _choose(_list_texts(root, "json"), chance)
    if path is None:
        return ""
    try:
        document = json.loads(_read(path) or "")
    except ValueError:
        return ""
    reverse = chance.random() < 0.5
    changed = _reverse_keys(document) if reverse else document
    _write(path, json.dumps(changed, indent=chance.choice([None, 1, 4]), ensure_ascii=False))
    return f"{path.name}: {'keys in reverse order' if reverse else 'indentation'}"


def rewrite_yaml(root: Path, chance: random.Random) -> str:
    """Rewrite a YAML file in block style, or with its keys in reverse order.

    Files with comments are left out, because a connector may read the comments.
    """
    files = [path for path in _list_texts(root, "yaml", "yml") if "#" not in (_read(path) or "")]
    path = _choose(files, chance)
    if path is None:
        return ""
    try:
        documents = list(yaml.safe_load_all(_read(path) or ""))
    except yaml.YAMLError:
        return ""
    reverse = chance.random() < 0.5
    changed = [_reverse_keys(one) for one in documents] if reverse else documents
    text = yaml.safe_dump_all(changed, sort_keys=False, allow_unicode=True)
    _write(path, text)
    return f"{path.name}: {'keys in reverse order' if reverse else 'block style'}"


def _reverse_keys(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reverse_keys(item) for key, item in reversed(value.items())}
    return [_reverse_keys(item) for item in value] if isinstance(value, list) else value


RELATIONS: tuple[Callable[[Path, random.Random], str], ...] = (
    change_line_ends, add_mark, add_comment, add_blank_lines, copy_file, nest_folder,
    archive_folder, add_stranger, rewrite_table, rewrite_table, rewrite_json, rewrite_yaml,
)  # fmt: skip
