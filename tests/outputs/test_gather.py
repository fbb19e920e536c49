"""`gather` prints instructions for exports, and lists the sources from which a survey has no
file.
"""

from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.document import InputFile, Meta, Survey, encode
from seamscope.knowledge.exports import load_exports
from seamscope.knowledge.products import load_products
from seamscope.outputs.commands.gather import format_export, format_missing, list_missing
from seamscope.resolved import SystemNode
from seamscope.surface import PocAccess, Surface

ENGINES = {"mysql": "MySQL or MariaDB", "snowflake": "Snowflake"}
SYSTEMS = (
    SystemNode(id="orders", name="Orders", product="SAP ECC"),
    SystemNode(id="desk", name="Desk", product="Salesforce"),
    SystemNode(id="shop", name="Shop", product="MariaDB"),
    SystemNode(id="crew", name="Crew", product="Own development"),
)


def build_survey(*connectors: str, touched: tuple[str, ...] = ()) -> Survey:
    """Return a survey of four systems with one input file for each connector.
    touched: systems that the POC reads.
    """
    inputs = tuple(InputFile(path=f"{name}.txt", sha256="", connector=name) for name in connectors)
    return Survey(
        meta=Meta(tool="seamscope", tool_version="0", schema_version="2", inputs=inputs),
        systems=SYSTEMS,
        surface=Surface(
            today=tuple(PocAccess(system=name, reads=True, how="") for name in touched)
        ),
    )


def test_each_export_names_connectors_and_products_that_exist() -> None:
    """Every export has a connector that reads its files and products that the catalogue
    contains.
    """
    connectors = {entry.name for entry in entry_points(group="seamscope.connectors")}
    for name, export in load_exports().items():
        assert export.connectors <= connectors, name
        for product in export.products:
            found = load_products().find_by_name(product)
            assert found is not None, product
            assert found.name == product
        assert export.steps
        assert export.source


@pytest.mark.parametrize("name", sorted(load_exports()))
def test_an_export_is_printed_as_a_text_to_send(name: str) -> None:
    """The text of an export says whom to ask and lists every step."""
    export = load_exports()[name]
    text = format_export(export)
    words = " ".join(text.split())
    assert f"Ask {export.ask}." in words
    for number, step in enumerate(export.steps, 1):
        assert f"{number}. {' '.join(step.split())}" in words
    assert "\n\n\n" not in text


def test_sources_of_the_systems_that_have_no_file_are_missing() -> None:
    """Missing sources of systems that the POC uses come first, then lists that every organisation
    has, then sources of other systems.
    """
    found = list_missing(build_survey("sql", touched=("desk",)), ENGINES)
    assert [(one.name, one.systems) for one in found] == [
        ("salesforce", ("Desk",)),
        ("interface-list", ()),
        ("application-list", ()),
        ("sap-erp", ("Orders",)),
        ("mysql", ("Shop",)),
    ]
    assert [one.near for one in found] == [True, False, False, False, False]


def test_a_source_with_a_file_is_not_missing() -> None:
    """A source is not missing if one of its connectors has read a file."""
    survey = build_survey("tables", "salesforce", "sap-erp", "database-catalogue")
    assert list_missing(survey, ENGINES) == []
    assert "a file from every known source" in format_missing(survey, ENGINES)


def test_what_is_missing_is_listed_with_whom_to_ask() -> None:
    """Each missing source is listed with its systems and the team to ask."""
    text = format_missing(build_survey("tables", touched=("orders",)), ENGINES)
    assert text.startswith(
        "No input file comes from these sources; sources of systems that the POC uses come first"
    )
    assert "sap-erp: SAP ERP, lists of interfaces\n    for Orders; ask the SAP Basis team\n" in text
    assert text.rstrip().endswith("a message that asks for it.")


def run(*arguments: str) -> Result:
    """Run `seamscope gather`."""
    return CliRunner().invoke(main, ["gather", *arguments])


def test_the_command_lists_databases_and_other_sources() -> None:
    """`seamscope gather` lists databases and other sources, each once, by the name that the command
    accepts.
    """
    lines = run().stdout.splitlines()
    names = [line.split()[0] for line in lines]
    assert {"postgresql", "snowflake", *load_exports()} <= {*names}
    assert len(names) == len({*names})


def test_the_command_prints_the_steps_of_a_source() -> None:
    """`seamscope gather SAP-ERP` prints the export of `sap-erp`: the case of the name does not
    matter.
    """
    assert run("SAP-ERP").stdout == format_export(load_exports()["sap-erp"])


def test_an_unknown_source_is_refused_with_the_known_ones() -> None:
    """The error for an unknown source lists the known databases and other sources."""
    result = run("excel")
    assert result.exit_code == 2
    assert "there is no source 'excel'" in result.stderr
    assert "postgresql" in result.stderr
    assert "servicenow" in result.stderr


def test_a_source_beside_missing_is_refused() -> None:
    """A source together with `--missing` is an error, so that neither is ignored."""
    result = run("sap-erp", "--missing", "seamscope-out")
    assert result.exit_code == 2
    assert "--missing takes neither" in result.stderr


def test_the_command_reads_a_survey(tmp_path: Path) -> None:
    """`seamscope gather --missing survey.json` prints the missing sources of the survey."""
    survey = build_survey("tables", touched=("orders",))
    (tmp_path / "survey.json").write_bytes(encode(survey))
    assert "sap-erp: SAP ERP" in run("--missing", str(tmp_path / "survey.json")).stdout


@pytest.mark.parametrize(
    ("name", "is_erp"),
    [
        ("SAP IS-U", True), ("SAP IS-H", True), ("IS-H med", True), ("SAP R/3", True),
        ("SAP FS-CD", True), ("SAP for Utilities", True), ("SAP HCM", True),
        ("SAP Concur", False), ("IS-Desk", False), ("SAPphire", False),
    ],
)  # fmt: skip
def test_industry_solutions_and_modules_of_sap_have_the_exports_of_sap_erp(
    name: str, is_erp: bool
) -> None:
    """Their products are not in the catalogue; SAP Concur is, and it is another product."""
    known = load_products().find_by_name(name)
    node = SystemNode(id="a", name=name, product=known.name if known else "")
    found = list_missing(replace(build_survey(), systems=(node,)), ENGINES)
    assert ("sap-erp" in {one.name for one in found}) is is_erp
