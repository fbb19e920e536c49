"""All errors in a file of the user are reported together, each with its line."""

from pathlib import Path

import pytest

from seamscope.config import find_config, read_config
from seamscope.errors import InputError
from seamscope.poc import read_poc


def write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def faults(caught: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [str(error).split("/")[-1] for error in caught.value.errors]


def test_a_poc_is_read_with_the_lines_of_its_touches(tmp_path: Path) -> None:
    """Each entry of `reads:` and `writes:` has its line, and a number in a text field is read as
    text.
    """
    path = write_text(
        tmp_path / "poc.yaml",
        "name: Promise\nreads:\n  - system: SAP\n    datasets: [VBAK]\nwrites:\n  - system: CRM\n"
        "success: {cost per transaction: 0.4}\nteam: {people: 4}\n",
    )
    poc = read_poc(path)
    assert [(touch.system, touch.line) for touch in (*poc.reads, *poc.writes)] == [
        ("SAP", 3),
        ("CRM", 6),
    ]
    assert poc.success == {"cost per transaction": "0.4"}
    assert (poc.team.people, poc.operation.owner_at_2am, poc.file) == (4, "", "poc.yaml")


def test_all_errors_of_a_poc_come_at_once(tmp_path: Path) -> None:
    """Unknown keys, missing keys and wrong types are reported together, each with a remedy."""
    path = write_text(
        tmp_path / "poc.yaml",
        "name: P\nreads:\n  - system: SAP\n    fields: many\n  - systm: X\nteem: {}\nusers: [1]\n",
    )
    with pytest.raises(InputError) as caught:
        read_poc(path)
    assert sorted(faults(caught)) == [
        "poc.yaml:4: 'reads.0.fields': 'many' is not a whole number; write digits only, such as 12",
        "poc.yaml:5: 'reads.1.system' is missing; add it",
        "poc.yaml:5: unknown key 'reads.1.systm'; did you mean 'system'?",
        "poc.yaml:6: unknown key 'teem'; did you mean 'team'?",
        "poc.yaml:7: 'users' is not a whole number; write digits only, such as 12",
    ]
    assert str(caught.value).count("\n") == 4


def test_a_poc_without_accesses_or_with_falling_hours_is_refused(tmp_path: Path) -> None:
    """A POC that neither reads nor writes, and an override whose hours do not increase, are
    errors.
    """
    path = write_text(
        tmp_path / "poc.yaml",
        "name: P\noverrides:\n  - {system: SAP, hours: [3, 2, 1], reason: seen before}\n",
    )
    with pytest.raises(InputError) as caught:
        read_poc(path)
    assert [fault.split(";")[0] for fault in faults(caught)] == [
        "poc.yaml:1: the POC neither reads nor writes anything",
        "poc.yaml:3: hours of the override for SAP must increase from P10 to P90 and be above 0",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: is empty or not a mapping"),
        ("- a", ":1: is empty"),
        ("a: [", ":2: not valid YAML"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """An empty file, a list and invalid YAML are different errors."""
    with pytest.raises(InputError) as caught:
        read_poc(write_text(tmp_path / "poc.yaml", text))
    assert said in str(caught.value)


def test_a_missing_poc_is_named(tmp_path: Path) -> None:
    """A missing poc.yaml and a folder in its place are different errors."""
    with pytest.raises(InputError, match="no such file"):
        read_poc(tmp_path / "poc.yaml")
    with pytest.raises(InputError, match="is a folder"):
        read_poc(tmp_path)


def test_the_configuration_is_found_upwards(tmp_path: Path) -> None:
    """The nearest seamscope.yaml in the folder of an input or above it is used."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_config(inner) is None
    path = write_text(
        tmp_path / "seamscope.yaml",
        "systems:\n  - system: SAP\n    names: [S4]\nhomes:\n  - {system: SAP, match: 'sql/*'}\n",
    )
    assert find_config(inner) == path
    assert find_config(path) == path
    config = read_config(path)
    assert (config.systems[0].names, config.systems[0].line) == (("S4",), 2)
    assert config.homes[0].match == "sql/*"


def test_errors_of_the_configuration_come_at_once(tmp_path: Path) -> None:
    """Two errors in seamscope.yaml are reported together, and an unknown key without a similar one
    lists the known keys.
    """
    path = write_text(tmp_path / "seamscope.yaml", "xyz: 1\nhomes: 3\n")
    with pytest.raises(InputError) as caught:
        read_config(path)
    assert "unknown key 'xyz'; known keys: homes, systems" in str(caught.value)
    assert "seamscope.yaml:2: 'homes'" in str(caught.value)
