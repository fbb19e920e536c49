"""Archives are read without unpacking them to disk, within limits, and links and paths out of them
are refused.
"""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path, PureWindowsPath

import pytest

from seamscope.connector import File
from seamscope.connector.folders import find_home_folder
from seamscope.discover import archive
from seamscope.discover.walk import walk
from seamscope.records import Skipped


def build_zip(**members: bytes) -> bytes:
    """Return a ZIP archive with these members; `__` in a name stands for `/`, `_` for `.`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as result:
        for name, data in members.items():
            result.writestr(name.replace("__", "/").replace("_", "."), data)
    return stream.getvalue()


def build_tar(*members: tarfile.TarInfo, data: bytes = b"") -> bytes:
    """Return a gzipped tar archive with these members. data: the content of each member that is a
    file.
    """
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as result:
        for member in members:
            member.size = len(data) if member.isfile() else 0
            result.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def discover_texts(root: Path, *ignore: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of each file by path, and the reason of each skipped part by its place or
    file.
    """
    files: dict[str, str] = {}
    skipped: dict[str, str] = {}
    for item in walk([root], ignore):
        match item:
            case File():
                files[item.path] = item.text()
            case Skipped():
                skipped[item.evidence.place or item.evidence.file] = item.reason
    return files, skipped


def test_members_are_named_below_their_archive(tmp_path: Path) -> None:
    """The path of a file in an archive is `archive.zip!inner/file.sql`, also if archives are
    nested: `all.zip!in.zip!b.sql`.
    """
    inner = build_zip(b_sql=b"two")
    (tmp_path / "all.zip").write_bytes(
        build_zip(a__x_sql=b"one", in_zip=inner, node_modules__y=b"")
    )
    (tmp_path / "t.tar.gz").write_bytes(build_tar(tarfile.TarInfo("d/z.sql"), data=b"three"))
    (tmp_path / "h.csv.gz").write_bytes(gzip.compress(b"four"))
    files, skipped = discover_texts(tmp_path)
    assert files == {
        "all.zip!a/x.sql": "one",
        "all.zip!in.zip!b.sql": "two",
        "all.zip!node.modules/y": "",
        "t.tar.gz!d/z.sql": "three",
        "h.csv.gz!h.csv": "four",
    }
    assert skipped == {}


def test_a_file_in_an_archive_has_a_name_folder_and_home_folder(tmp_path: Path) -> None:
    """A file in an archive has a name, extension and folder like any file, and its home folder is
    named after the archive.
    """
    (tmp_path / "shop.zip").write_bytes(build_zip(sql__X_SQL=b"", top_json=b""))
    first, second = (item for item in walk([tmp_path], ()) if isinstance(item, File))
    assert (first.name, first.suffix, first.folder) == ("X.SQL", ".sql", "shop.zip!sql")
    assert (second.name, second.folder) == ("top.json", "shop.zip!")
    assert find_home_folder(first.path) == "shop"


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("06_operations/erp01/load.sh", "erp01"),
        ("06_operations/load.sh", "06_operations"),
        ("1 lists/02-sql/shop/x.sql", "shop"),
        ("4you/x.sql", "4you"),
        ("banco/apolo/load.sql", "apolo"),
        ("beheer/leerplek/haal.sh", "leerplek"),
        ("Bases de données/gestia/x.sql", "gestia"),
        ("skrypty/trasownik/x.sql", "trasownik"),
        ("datenbanken/load.sql", "datenbanken"),
        ("export/part 2/scripts/srv-map01/load.sql", "srv-map01"),
        ("Auszüge/Teil 1/srv-map01/load.sql", "srv-map01"),
    ],
)
def test_a_numbered_folder_names_no_system(path: str, folder: str) -> None:
    """A folder that is only a number is not a system; the folder below it is used, if there is
    one.
    """
    assert find_home_folder(path) == folder


def test_ignored_patterns_hold_inside_archives(tmp_path: Path) -> None:
    """An ignore pattern for paths also leaves out files in archives."""
    (tmp_path / "a.zip").write_bytes(build_zip(old__x_sql=b"", new__x_sql=b""))
    files, _ = discover_texts(tmp_path, "*old/*")
    assert list(files) == ["a.zip!new/x.sql"]


@pytest.mark.parametrize("name", ["../up.sql", "/etc/passwd", "a/../../b", "C:\\x.sql", "..\\x",
    str(PureWindowsPath("C:/Windows/x.sql")), str(PureWindowsPath("//server/share/x.sql")),
    str(PureWindowsPath("C:x.sql")), str(PureWindowsPath("a/../../x.sql"))])  # fmt: skip
def test_a_name_outside_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    """A file whose name in the archive leads to a path outside is skipped, and the others are
    read.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as result:
        result.writestr(name, b"x")
        result.writestr("good.sql", b"y")
    (tmp_path / "a.zip").write_bytes(stream.getvalue())
    files, skipped = discover_texts(tmp_path)
    assert files == {"a.zip!good.sql": "y"}
    assert list(skipped.values()) == ["its name leads out of the archive"]


@pytest.mark.parametrize("name", ["", ".", "./", "./.", "a/.."])
@pytest.mark.parametrize("ending", ["zip", "tar"])
def test_a_file_without_a_name_in_an_archive_is_skipped(
    tmp_path: Path, name: str, ending: str
) -> None:
    """A file without a name in an archive is reported or is a folder, and the other files are
    read.
    """
    stream = io.BytesIO()
    if ending == "zip":
        with zipfile.ZipFile(stream, "w") as result:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            with result.open(entry, "w") as member:
                member.write(b"x")
            result.writestr("good.sql", b"y")
    else:
        with tarfile.open(fileobj=stream, mode="w") as made_tar:
            for each in (name, "good.sql"):
                info = tarfile.TarInfo(each)
                info.size = 1
                made_tar.addfile(info, io.BytesIO(b"y"))
    (tmp_path / f"a.{ending}").write_bytes(stream.getvalue())
    files, skipped = discover_texts(tmp_path)
    assert files == {f"a.{ending}!good.sql": "y"}
    assert len(skipped) == (0 if name == "./" and ending == "zip" else 1)


def test_links_in_archives_are_not_followed(tmp_path: Path) -> None:
    """A link or device in a tar or zip is reported and not followed."""
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device = tarfile.TarInfo("dev")
    device.type = tarfile.CHRTYPE
    (tmp_path / "a.tgz").write_bytes(build_tar(link, device, tarfile.TarInfo("x.sql"), data=b"x"))
    entry = zipfile.ZipInfo("zlink")
    entry.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as result:
        result.writestr(entry, "/etc/passwd")
    (tmp_path / "b.zip").write_bytes(stream.getvalue())
    files, skipped = discover_texts(tmp_path)
    assert files == {"a.tgz!x.sql": "x"}
    assert set(skipped) == {"link", "dev", "zlink"}


def test_a_zip_bomb_is_skipped_and_other_files_are_read(tmp_path: Path) -> None:
    """A file that unpacks to more than 200 times its size is skipped, and the other files are
    read.
    """
    (tmp_path / "a.zip").write_bytes(build_zip(bomb_txt=b"0" * 8 * 2**20, good_sql=b"x"))
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"0" * 8 * 2**20))
    files, skipped = discover_texts(tmp_path)
    assert files == {"a.zip!good.sql": "x"}
    assert set(skipped) == {"bomb.txt", "b"}
    assert all("200 times" in reason for reason in skipped.values())


def test_size_count_and_nesting_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If an archive exceeds a limit, the files up to the limit are read and the others are
    reported.
    """
    monkeypatch.setattr(archive, "MAX_NESTING", 2)
    (tmp_path / "n.zip").write_bytes(
        build_zip(a_zip=build_zip(b_zip=build_zip(c_sql=b""), d_sql=b""))
    )
    files, skipped = discover_texts(tmp_path)
    assert list(files) == ["n.zip!a.zip!d.sql"]
    assert skipped == {"n.zip!a.zip!b.zip": "an archive inside 2 others"}
    (tmp_path / "n.zip").write_bytes(build_zip(a=b"1", b=b"22", c=b"3"))
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    files, skipped = discover_texts(tmp_path)
    assert list(files) == ["n.zip!a", "n.zip!b"]
    assert skipped == {"n.zip": "it contains more than 2 files; the members after it are not read"}
    monkeypatch.setattr(archive, "MAX_UNPACKED", 2)
    files, skipped = discover_texts(tmp_path)
    assert list(files) == ["n.zip!a"]
    assert "unpacks to more than" in skipped["n.zip"]


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tgz", "x.tar.gz", "x.gz"])
@pytest.mark.parametrize(
    "data",
    [b"", b"no archive", build_zip(a=b"long enough" * 9)[:60]],
    ids=["empty", "no archive", "cut off"],  # the bytes of an archive hold the time
)
def test_a_broken_archive_is_reported_and_other_files_are_read(
    tmp_path: Path, name: str, data: bytes
) -> None:
    """An empty or truncated archive, or another file with its extension, is reported, and the other
    files are read.
    """
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.sql").write_text("x")
    files, skipped = discover_texts(tmp_path)
    assert files["good.sql"] == "x"
    assert len(files) + len(skipped) == 2
    assert name in str(skipped) or files.get("x.gz!x") == ""


def test_an_encrypted_or_damaged_file_in_an_archive_is_reported(tmp_path: Path) -> None:
    """A member that cannot be unpacked is reported; the other members are read."""
    data = bytearray(build_zip(a_sql=b"first" * 50, b_sql=b"second"))
    data[data.index(b"a.sql") + 8] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as result:
        result.writestr("locked", b"x")
    data = bytearray(stream.getvalue())
    data[data.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "b.zip").write_bytes(bytes(data))
    files, skipped = discover_texts(tmp_path)
    assert files == {"a.zip!b.sql": "second"}
    assert skipped["a.sql"].startswith("cannot be unpacked")
    assert skipped["locked"] == "it is encrypted"


def test_a_zip_without_an_ending_is_opened(tmp_path: Path) -> None:
    """A ZIP archive is recognised without an extension, as in the content packages of SAP Cloud
    Integration (`1f2e_content`).
    """
    inner = build_zip(flow_iflw=b"<a/>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as result:
        result.writestr("1f2e_content", inner)
        result.writestr("7c_content", b"Change log")
    (tmp_path / "package.zip").write_bytes(stream.getvalue())
    (tmp_path / "9a_content").write_bytes(inner)
    files, skipped = discover_texts(tmp_path)
    assert files == {
        "package.zip!1f2e_content!flow.iflw": "<a/>",
        "package.zip!7c_content": "Change log",
        "9a_content!flow.iflw": "<a/>",
    }
    assert skipped == {}
