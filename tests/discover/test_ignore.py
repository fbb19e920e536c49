"""What ignore files name is left out, and said."""

from pathlib import Path

from seamscope.connector import File
from seamscope.discover.walk import walk
from seamscope.records import Skipped


def tree(root: Path, **texts: str) -> None:
    """Write files; `__` in a name stands for `/`, a leading `dot_` for `.`."""
    for name, text in texts.items():
        path = root / name.replace("__", "/").replace("dot_", ".").replace("_sql", ".sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(root: Path) -> tuple[list[str], list[str]]:
    """Return the paths that are read, and each thing said as `file:line: reason`."""
    items = list(walk([root], ()))
    files = [item.path for item in items if isinstance(item, File)]
    said = [
        f"{i.evidence.file}:{i.evidence.line}: {i.reason}" for i in items if isinstance(i, Skipped)
    ]
    return files, said


def test_gitignore_holds_from_its_folder_down(tmp_path: Path) -> None:
    """Patterns are relative to their file's folder; the line and how much it left out are told."""
    tree(tmp_path, dot_gitignore="# built\n\ntarget/\n*.log\n", a_sql="", target__b_sql="")
    tree(tmp_path, sub__dot_gitignore="/only.sql\n!keep.log\n", sub__only_sql="")
    tree(tmp_path, sub__deep__only_sql="", only_sql="")
    (tmp_path / "x.log").write_text("")
    (tmp_path / "y.log").write_text("")
    (tmp_path / "sub" / "keep.log").write_text("")
    files, said = found(tmp_path)
    assert files == ["a.sql", "only.sql", "sub/keep.log", "sub/deep/only.sql"]
    assert said == [
        ".gitignore:3: left out by `target/`: 1 file or folder",
        ".gitignore:4: left out by `*.log`: 2 files or folders",
        "sub/.gitignore:1: left out by `/only.sql`: 1 file or folder",
    ]


def test_seamscopeignore_takes_in_what_git_leaves_out(tmp_path: Path) -> None:
    """Our own file counts before git's, both ways."""
    tree(tmp_path, dot_gitignore="target/\n", target__manifest_sql="", old__a_sql="", new_sql="")
    tree(tmp_path, dot_seamscopeignore="!target/\nold/\n")
    files, said = found(tmp_path)
    assert files == ["new.sql", "target/manifest.sql"]
    assert said == [".seamscopeignore:2: left out by `old/`: 1 file or folder"]


def test_a_pattern_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A broken line costs that line, not the file."""
    tree(tmp_path, dot_gitignore="!\n*.log\n", a_sql="")
    (tmp_path / "x.log").write_text("")
    files, said = found(tmp_path)
    assert files == ["a.sql"]
    assert said[0].startswith(".gitignore:1: a pattern that cannot be read")
