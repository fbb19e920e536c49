"""Files that match a pattern in an ignore file are left out and reported."""

from collections.abc import Iterator
from pathlib import Path

from seamscope.connector import Claim, Connector, File, Source
from seamscope.discover import discover
from seamscope.records import Record, Skipped, System


class Sql(Connector):
    """Claim files with the extension .sql, and return a system with the name of each file."""

    name = "sql"
    reads = "SQL"

    def claim(self, file: File) -> Claim | None:
        return Claim(reason="ends in .sql") if file.suffix == ".sql" else None

    def read(self, source: Source) -> Iterator[Record]:
        yield System(name=source.file.name, evidence=source.file.at())


def tree(root: Path, **texts: str) -> None:
    """Write files; in their names, `__` stands for `/`, `dot_` for `.`, and `_sql` for `.sql`."""
    for name, text in texts.items():
        path = root / name.replace("__", "/").replace("dot_", ".").replace("_sql", ".sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def discover_paths(root: Path) -> tuple[list[str], list[str]]:
    """Return the paths that are read, and each reported line as `file:line: reason`."""
    discovered = discover([root], [Sql()])
    texts = [
        f"{i.evidence.file}:{i.evidence.line}: {i.reason}"
        for i in discovered.records
        if isinstance(i, Skipped)
    ]
    return [file.path for file in discovered.files], texts


def test_files_ignored_by_git_are_read_if_they_are_claimed(tmp_path: Path) -> None:
    """A file in .gitignore is read if a connector claims it, as build results may be; the others
    are counted by pattern.
    """
    tree(tmp_path, dot_gitignore="# built\n\ntarget/\n*.log\n[Pp]ackages/\n", a_sql="")
    tree(tmp_path, target__b_sql="", ssis__Packages__load_sql="")
    tree(tmp_path, sub__dot_gitignore="/only.sql\n!keep.log\n", sub__only_sql="")
    (tmp_path / "target" / "deep").mkdir()
    for name in ("x.log", "y.log", "sub/keep.log", "target/c.bin", "target/deep/d.bin"):
        (tmp_path / name).write_text("")
    files, text = discover_paths(tmp_path)
    assert files == [
        "a.sql",
        "ssis/Packages/load.sql",
        "sub/keep.log",
        "sub/only.sql",
        "target/b.sql",
    ]
    assert text == [
        ".gitignore:3: left out by `target/`: 2 files",
        ".gitignore:4: left out by `*.log`: 2 files",
        "sub/keep.log:0: the file is empty",
    ]


def test_seamscopeignore_is_final_and_counts_before_git(tmp_path: Path) -> None:
    """A pattern in `.seamscopeignore` takes precedence over `.gitignore`, whether it excludes files
    or includes them.
    """
    tree(tmp_path, dot_gitignore="target/\n", target__manifest_sql="", old__a_sql="", new_sql="")
    tree(tmp_path, old__deep__b_sql="", dot_seamscopeignore="!target/\nold/\n")
    (tmp_path / "target" / "c.bin").write_text("x")
    files, text = discover_paths(tmp_path)
    assert files == ["new.sql", "target/c.bin", "target/manifest.sql"]
    assert text == [
        ".seamscopeignore:2: left out by `old/`: 2 files",
        "target/c.bin:0: no connector reads this kind of file (.bin)",
    ]


def test_a_path_that_is_named_is_read(tmp_path: Path) -> None:
    """A path on the command line is read, even if an ignore file in a folder above excludes it."""
    tree(tmp_path, dot_gitignore="target/\n", dot_seamscopeignore="target/\n", target__a_sql="")
    assert discover_paths(tmp_path / "target")[0] == ["a.sql"]
    assert discover_paths(tmp_path / "target" / "a.sql")[0] == ["a.sql"]
    assert discover_paths(tmp_path)[0] == []


def test_an_invalid_ignore_pattern_is_reported(tmp_path: Path) -> None:
    """An invalid pattern is reported with its line, and the other patterns of the file apply."""
    tree(tmp_path, dot_gitignore="!\n*.log\n", a_sql="")
    (tmp_path / "x.log").write_text("")
    files, text = discover_paths(tmp_path)
    assert files == ["a.sql"]
    assert text[0].startswith(".gitignore:1: invalid pattern")


def test_inputs_in_folders_of_packages_are_counted(tmp_path: Path) -> None:
    """Scripts in node_modules or .venv are not read, but are reported with their number."""
    tree(tmp_path, a_sql="", web__node_modules__p__db__b_sql="", web__node_modules__p__c_sql="")
    tree(tmp_path, dot_venv__lib__d_sql="", web__node_modules__p__x="", dot_git__e_sql="")
    files, text = discover_paths(tmp_path)
    assert files == ["a.sql"]
    assert text == [
        ".venv/lib/d.sql:0: left out because .venv/ contains packages: 1 file (.sql)",
        "web/node_modules/p/c.sql:0: left out because node_modules/ contains packages: 2 files "
        "(.sql)",
    ]
    assert discover_paths(tmp_path / "web" / "node_modules")[0][:2] == ["p/c.sql", "p/db/b.sql"]


def test_a_folder_of_packages_without_inputs_is_not_reported(tmp_path: Path) -> None:
    """A node_modules folder without inputs is not reported."""
    tree(tmp_path, a_sql="", node_modules__p__index="", node_modules__p__package="{}")
    assert discover_paths(tmp_path) == (["a.sql"], [])
