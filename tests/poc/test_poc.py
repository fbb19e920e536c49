"""`poc.yaml`: the accepted content and the errors."""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.errors import InputError
from seamscope.poc import Involved, Operation, Phase, Poc, Targets, build_poc_schema, read_poc

ROOT = Path(__file__).parents[2]
LEAST = "name: P\nreads: [{system: SAP}]\n"


def poc(folder: Path, text: str) -> Poc:
    file = folder / "poc.yaml"
    file.write_text(text, encoding="utf-8")
    return read_poc(file)


def test_a_key_left_empty_is_a_key_left_out(tmp_path: Path) -> None:
    """A key without a value has the same effect as a missing key."""
    found = poc(tmp_path, LEAST + "users:\noperation:\n  fallback:\nteam: {people: }\n")
    assert (found.users, found.operation.fallback, found.team.people) == (None, "", None)


def test_an_unknown_key_is_named_even_if_it_is_empty(tmp_path: Path) -> None:
    """A misspelt key is an error even if it has no value."""
    with pytest.raises(InputError) as caught:
        poc(tmp_path, LEAST + "operation:\n  falback:\n")
    assert "poc.yaml:4: unknown key 'operation.falback'; did you mean 'fallback'?" in str(
        caught.value
    )


def test_yes_and_no_are_words(tmp_path: Path) -> None:
    """Unquoted `yes` and `no` are read as words, not as booleans."""
    text = LEAST + "involved:\n  operations_in_pipeline: no\n  cross_functional: yes\n"
    found = poc(tmp_path, text).involved
    assert (found.operations_in_pipeline, found.cross_functional) == ("no", "yes")


def test_every_key_knows_its_line(tmp_path: Path) -> None:
    """Each key has its line, including keys in lists and mappings."""
    text = LEAST + "phases:\n  - name: POC\n    weeks: 6\noperation:\n  owners: {SAP: Ann}\n"
    lines = poc(tmp_path, text).lines
    wanted = ("reads.0.system", "phases.0.weeks", "operation.owners.SAP")
    assert [lines[key] for key in wanted] == [2, 5, 7]


def test_figures_out_of_range_are_refused_together(tmp_path: Path) -> None:
    """Zero users, negative people and infinite weeks are reported in one error, each with its
    line.
    """
    text = (
        f"{LEAST}users: 0\nteam:\n  people: -1\n  day_rates: {{developer: 0}}\n"
        "targets:\n  annual_run_cost: .nan\nphases:\n  - {name: POC, weeks: .inf}\n"
    )
    with pytest.raises(InputError) as caught:
        poc(tmp_path, text)
    assert [str(error).rsplit("/", 1)[-1] for error in caught.value.errors] == [
        f"poc.yaml:{line}: '{place}' must be a number above 0, and no more than 1e+12; correct the"
        " value"
        for line, place in (
            (3, "users"),
            (5, "team.people"),
            (6, "team.day_rates.developer"),
            (8, "targets.annual_run_cost"),
            (10, "phases.0.weeks"),
        )
    ]


def test_secrets_are_redacted_on_reading(tmp_path: Path) -> None:
    """Passwords and keys in free text are replaced by `***` when the file is read."""
    found = poc(
        tmp_path,
        LEAST + "operation:\n  fallback: 'login bo, password: hunter2'\n"
        "  owners: {'token=hunter2': 'AKIAIOSFODNN7EXAMPLE'}\n",
    )
    assert "hunter2" not in repr(found)
    assert "AKIAIOSFODNN7EXAMPLE" not in repr(found)
    assert found.operation.fallback == "login bo, password: ***"


@pytest.mark.parametrize("figure", ["1e300", "1e-300", ".inf", "-5", "0"])
def test_huge_figures_are_refused(tmp_path: Path, figure: str) -> None:
    """A figure that is too large, too small, infinite or not positive is an error."""
    with pytest.raises(InputError):
        poc(tmp_path, f"{LEAST}targets: {{transactions_per_year: {figure}}}\n")


@pytest.mark.slow
def test_the_schema_accepts_what_the_reader_accepts() -> None:
    """An independent validator accepts the sample with the schema and refuses an unknown key."""
    schema = json.loads(build_poc_schema())
    sample = yaml.safe_load((ROOT / "inventories" / "halden-pumps" / "poc.yaml").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(sample, schema)
    loose = {**sample, "success": {"cost per promise": 0.4}, "operation": {"fallback": None}}
    jsonschema.validate(loose, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**sample, "sponsr": "Ann"}, schema)


def test_the_schema_explains_every_key_and_hides_the_readers_own() -> None:
    """Every key of the schema has a description for editors, and the fields `file`, `line` and
    `lines` of the reader are not in it.
    """
    schema = json.loads(build_poc_schema())
    for shape in (Operation, Involved, Targets, Phase):
        assert is_dataclass(shape)
        keys = schema["$defs"][shape.__name__]["properties"]
        written = {item.name for item in fields(shape)} - {"line"}
        assert keys.keys() == written
        assert all(keys[name].get("description") for name in written), shape
    assert {"file", "lines"}.isdisjoint(schema["properties"])


@pytest.mark.parametrize("what", ["poc", "seamscope", "survey"])
def test_the_schemas_are_printed(what: str) -> None:
    """`seamscope schema` prints each schema as JSON to stdout."""
    result = CliRunner().invoke(main, ["schema", what])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["$schema"].startswith("https://json-schema.org")


def test_every_key_stands_on_the_page() -> None:
    """docs/poc.md contains every key of poc.yaml."""
    page = (ROOT / "docs" / "poc.md").read_text("utf-8")
    schema = json.loads(build_poc_schema())
    shapes = (schema, *schema["$defs"].values())
    keys = {key for shape in shapes for key in shape["properties"]}
    assert not {key for key in keys if f"{key}:" not in page}


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    """The first example of docs/poc.md is a valid poc.yaml."""
    page = (ROOT / "docs" / "poc.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    assert poc(tmp_path, example).name == "Order promising"
