"""Each file is read by the one connector that claims it; an error stops only the file in which it
occurs.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from seamscope.connector import Claim, Connector, File, Fit, Source, open_file
from seamscope.discover import discover, list_claimants
from seamscope.errors import InputError
from seamscope.records import Record, Skipped, System


class Lines(Connector):
    """Read one system name from each line; a line "boom" raises an error."""

    name = "lines"
    reads = "names, one a line"

    def claim(self, file: File) -> Claim | None:
        if file.named("crash.*"):
            raise RuntimeError
        return (
            Claim(reason="ends in .lines", group=file.folder) if file.suffix == ".lines" else None
        )

    def read(self, source: Source) -> Iterator[Record]:
        for file in source.files:
            for number, line in enumerate(file.text().splitlines(), start=1):
                if line == "boom":
                    raise RuntimeError(line)
                if line == "bad":
                    raise file.error("bad line", "mend it", number)
                yield System(name=line, evidence=file.at(number))


class Greedy(Lines):
    """Claim the same files as Lines."""

    name = "greedy"


class Anything(Lines):
    """Claim any file, with a lower priority than other connectors."""

    name = "anything"

    def claim(self, file: File) -> Claim | None:
        return Claim(reason="looks like a list", fit=Fit.GENERIC)


class Yaml(Lines):
    """Parse YAML files to decide on a claim, and claim none of them."""

    name = "yaml"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".yaml":
            file.document()
        return None


def index_skipped(records: tuple[Record, ...]) -> dict[str, str]:
    return {r.evidence.file: r.reason for r in records if isinstance(r, Skipped)}


def test_records_carry_file_line_and_connector(tmp_path: Path) -> None:
    """The evidence of each record has file, line and connector without any code for it in the
    connector.
    """
    (tmp_path / "a.lines").write_text("SAP\nCRM\n")
    found = discover([tmp_path], [Lines()])
    second = [r for r in found.records if isinstance(r, System)][1]
    assert (second.evidence.file, second.evidence.line) == ("a.lines", 2)
    assert second.evidence.connector == "lines"
    assert [(f.path, f.connector, f.records) for f in found.files] == [("a.lines", "lines", 2)]
    assert len(found.files[0].sha256) == 64


def test_unclaimed_files_are_skipped_with_the_reason(tmp_path: Path) -> None:
    """Unclaimed files are reported; ignored patterns and hidden tool folders are not searched."""
    (tmp_path / "note.txt").write_text("x")
    (tmp_path / "ignored.txt").write_text("x")
    (tmp_path / "bare").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    found = discover([tmp_path], [Lines()], ignore=["ign*"])
    assert index_skipped(found.records) == {
        "note.txt": "no connector reads a text (.txt), except sentences about two listed systems",
        "bare": "no connector reads this kind of file (no ending)",
    }


def test_two_equal_claims_are_settled_by_name_and_the_message_says_how_to_choose(
    tmp_path: Path,
) -> None:
    """If two connectors claim a file equally, the first by name reads it, and the message shows the
    option for the other.
    """
    (tmp_path / "a.lines").write_text("SAP")
    (tmp_path / "b.lines").write_text("CRM")
    for connectors in ([Lines(), Greedy()], [Greedy(), Lines()]):
        found = discover([tmp_path], connectors)
        assert {file.connector for file in found.files} == {"greedy"}
        assert {r.name for r in found.records if isinstance(r, System)} == {"SAP", "CRM"}
        (error,) = found.errors
        assert str(error).startswith(
            "a.lines: read by greedy; lines can read it as well (this file"
        )
        assert '--claim "a.lines=lines"' in error.remedy
    settled = discover([tmp_path], [Lines(), Greedy()], claims={"*.lines": "greedy"})
    assert not settled.errors
    assert settled.files[0].connector == "greedy"


def test_the_closer_claim_wins_and_the_report_names_the_other(tmp_path: Path) -> None:
    """A claim on a specific format takes precedence over one on any list, and the report names the
    other connector.
    """
    (tmp_path / "a.lines").write_text("SAP")
    (tmp_path / "b.lines").write_text("CRM")
    (tmp_path / "c.txt").write_text("Shop")
    found = discover([tmp_path], [Anything(), Lines()])
    assert [file.connector for file in found.files] == ["lines", "lines", "anything"]
    assert found.errors == ()
    assert index_skipped(found.records) == {
        "a.lines": "read by lines; anything (less specific) can read it as well "
        "(this file and 1 more)"
    }


def test_a_claimed_file_without_a_record_says_so(tmp_path: Path) -> None:
    """A claimed file without a record is reported, whether it was read alone or with others; a
    skipped file already has a reason.
    """
    for folder in ("alone", "beside"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "empty.lines").write_text("")
    (tmp_path / "beside" / "a.lines").write_text("SAP")
    (tmp_path / "beside" / "b.lines").write_text("bad")
    assert index_skipped(discover([tmp_path], [Lines()]).records) == {
        "alone/empty.lines": "read (ends in .lines), but it contains no system or flow",
        "beside/b.lines": "bad line",
        "beside/empty.lines": "read together with other files, but no record comes from it",
    }


def test_failures_are_reported_and_all_other_records_are_kept(tmp_path: Path) -> None:
    """An error, a crash and an unreadable file are reported, and all records read before or
    elsewhere are kept.
    """
    for folder, text in (("one", "A\nbad\nB"), ("two", "C\nboom"), ("three", "D")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.lines").write_text(text)
    (tmp_path / "broken.yaml").write_text("a: [")
    (tmp_path / "crash.x").write_text("x")
    found = discover([tmp_path], [Lines(), Yaml()])
    assert {r.name for r in found.records if isinstance(r, System)} == {"A", "C", "D"}
    errors = "\n".join(str(error) for error in found.errors)
    assert "one/x.lines:2: bad line; mend it" in errors
    assert "two/x.lines: connector lines failed (RuntimeError at test_discover.py:" in errors
    assert "broken.yaml:" in errors
    assert "crash.x: connector lines failed" in errors
    assert set(index_skipped(found.records)) == {
        "one/x.lines",
        "two/x.lines",
        "broken.yaml",
        "crash.x",
    }


def test_a_guessed_encoding_is_reported(tmp_path: Path) -> None:
    """A file that is not UTF-8 is read as Windows-1252, with a note."""
    (tmp_path / "a.lines").write_bytes("Größe".encode("cp1252"))
    found = discover([tmp_path], [Lines()])
    assert [r.name for r in found.records if isinstance(r, System)] == ["Größe"]
    assert "Windows-1252" in index_skipped(found.records)["a.lines"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """A link out of the input folder is skipped; a link inside it is read."""
    outside = tmp_path / "outside.lines"
    outside.write_text("SECRET")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.lines").write_text("A")
    (inside / "out.lines").symlink_to(outside)
    (inside / "same.lines").symlink_to(inside / "a.lines")
    (inside / "dangling.lines").symlink_to(inside / "nothing")
    found = discover([inside], [Lines()])
    assert {r.name for r in found.records if isinstance(r, System)} == {"A"}
    assert index_skipped(found.records) == {
        "out.lines": "a link that leads out of the input folder",
        "dangling.lines": "cannot be read (No such file or directory)",
    }


def test_several_inputs_are_told_apart_and_single_files_are_inputs(tmp_path: Path) -> None:
    """If there are several inputs, paths begin with the name of the folder; a single file is an
    input, too.
    """
    for name in ("p", "q"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.lines").write_text(name)
    found = discover([tmp_path / "p", tmp_path / "q", tmp_path / "p" / "a.lines"], [Lines()])
    assert [file.path for file in found.files] == ["a.lines", "p/a.lines", "q/a.lines"]


def test_every_missing_path_is_named(tmp_path: Path) -> None:
    """All missing inputs are in one error, which ends the run."""
    with pytest.raises(InputError) as caught:
        discover([tmp_path / "x", tmp_path / "y"], [])
    assert len(caught.value.errors) == 2


def test_list_claimants_returns_connectors_and_reasons(tmp_path: Path) -> None:
    """`list_claimants` returns each connector that claims a file with its reason."""
    (tmp_path / "a.lines").write_text("A")
    claims, faults = list_claimants(open_file(tmp_path / "a.lines", "a.lines"), [Lines()])
    assert [(name, claim.reason) for name, claim in claims] == [("lines", "ends in .lines")]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "is_input"),
    [
        ("# ours\nanswers:\n  - id: place:x\n    answer: yes\n    answered_by:\n", False),
        ("answers: []\n", False),
        ("answers:\n  - {question: 1}\n", True),  # a list of somebody else's
        ("responses:\n  answered_by: Jo\n", True),
    ],
)
def test_a_file_of_answers_is_no_input_wherever_it_lies(
    text: str, tmp_path: Path, *, is_input: bool
) -> None:
    """A file with answers is not an input, even under another name, because the answers describe
    the run.
    """
    (tmp_path / "copy.yaml").write_text(text)
    found = discover([tmp_path], [])
    assert bool(found.files) is is_input
    assert bool(found.records) is is_input


def test_lock_files_beside_an_open_document_are_no_input(tmp_path: Path) -> None:
    """Lock files that Excel and LibreOffice create next to an open document are ignored."""
    for name in ("~$list.xlsx", ".~lock.list.ods#"):
        (tmp_path / name).write_text("x")
    found = discover([tmp_path], [])
    assert found.files == ()
    assert found.records == ()


class Jobs(Lines):
    """Read job files; the first line of each is a pattern for the files of its settings."""

    name = "jobs"

    def claim(self, file: File) -> Claim | None:
        return Claim(reason="ends in .job", group="jobs") if file.suffix == ".job" else None

    def list_companions(self, file: File) -> tuple[str, ...]:
        return (file.text().splitlines()[0],)


def test_a_file_that_a_claimed_file_names_is_read_with_it(tmp_path: Path) -> None:
    """A file that a job names as its settings is read by the connector of the job, unless another
    connector claims it.
    """
    (tmp_path / "a.job").write_text("set-*.txt\nSAP\n")
    (tmp_path / "set-prod.txt").write_text("CRM\n")
    (tmp_path / "other.txt").write_text("HR\n")
    (tmp_path / "set-more.lines").write_text("Shop\n")
    found = discover([tmp_path], [Lines(), Jobs()])
    assert {file.path: file.connector for file in found.files} == {
        "a.job": "jobs",
        "set-prod.txt": "jobs",
        "other.txt": "",
        "set-more.lines": "lines",
    }
    assert list(index_skipped(found.records)) == ["other.txt"]


class Careless(Jobs):
    """Raise an error in `list_companions`."""

    name = "careless"

    def list_companions(self, file: File) -> tuple[str, ...]:
        raise RuntimeError


def test_a_failure_to_list_companions_costs_nothing_else(tmp_path: Path) -> None:
    """The file itself is read, and the failure is reported without its text."""
    (tmp_path / "a.job").write_text("SAP\n")
    (tmp_path / "set.odd").write_text("x\n")
    found = discover([tmp_path], [Careless()])
    assert [record.name for record in found.records if isinstance(record, System)] == ["SAP"]
    assert ["connector careless failed" in error.what for error in found.errors] == [True]
    assert [r.kind for r in found.records if isinstance(r, Skipped)] == ["file", "note"]


class Forgetful(Lines):
    """Divide the files of a folder into parts, and leave out some files or raise an error."""

    def divide(self, files: Sequence[File]) -> Iterator[Sequence[File]]:
        yield files[:1]
        if files[0].folder.endswith("crash"):
            raise RuntimeError


@pytest.mark.parametrize("folder", ["crash", "loss"])
def test_a_connector_that_divides_wrongly_loses_no_file(tmp_path: Path, folder: str) -> None:
    """If a connector leaves out files when it divides them, or raises an error, all of its files
    are read together.
    """
    (tmp_path / folder).mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / folder / f"{name}.lines").write_text(name.upper())
    found = discover([tmp_path], [Forgetful()])
    assert [r.name for r in found.records if isinstance(r, System)] == ["A", "B", "C"]
    crashed = ["connector lines failed" in error.what for error in found.errors]
    assert crashed == ([True] if folder == "crash" else [])


class Undecided(Lines):
    """Fails when it explains why it does not read a file."""

    def declines(self, file: File) -> str:
        raise RuntimeError


def test_a_failure_to_decline_a_file_is_reported(tmp_path: Path) -> None:
    """The remedy of the file that nobody reads names the connector and the place of the error."""
    (tmp_path / "a.odd").write_text("SAP\n")
    found = discover([tmp_path], [Undecided()])
    (skipped,) = (record for record in found.records if isinstance(record, Skipped))
    assert skipped.remedy.startswith("lines: failed on this file (RuntimeError")


def test_words_of_workbooks_and_documents_are_searched(tmp_path: Path) -> None:
    """Each row of a workbook is a set of words, like a sentence; a damaged workbook has none."""
    with Workbook(tmp_path / "rooms.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Room", "Chairs"])
        sheet.write_row(1, 0, ["Ledger", 12])
    (tmp_path / "cut.xlsx").write_bytes((tmp_path / "rooms.xlsx").read_bytes()[:400])
    found = {text.file: text for text in discover([tmp_path], [Lines()]).texts}
    assert found.keys() == {"rooms.xlsx"}
    assert found["rooms.xlsx"].sentences == (
        frozenset({"Room", "Chairs"}),
        frozenset({"Ledger", "12"}),
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", ""), ("b.sql", "\n\n"), ("c.json", ""), ("d.xml", "\ufeff\n"), ("e.bin", "\0\0")],
)
def test_an_empty_file_is_a_part_that_was_skipped(tmp_path: Path, name: str, content: str) -> None:
    """An empty file is skipped as a part, not as an unread file, because nothing in it is lost."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = discover([tmp_path], [Lines()])
    (skipped,) = (record for record in found.records if isinstance(record, Skipped))
    assert (skipped.reason, skipped.kind) == ("the file is empty", "part")
