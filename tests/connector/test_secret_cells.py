"""Passwords in columns of lists are masked, whatever the meaning of the column."""

import pytest

from seamscope.connector.grid import build_grid
from seamscope.connector.secret_cells import mask_secret_cells


@pytest.mark.parametrize("header", ["Password", "hasło", "mot de passe", "sftpPassword", "api_key"])
def test_a_column_of_secrets_is_masked(header: str) -> None:
    """The cells below a header such as "Password" are masked, even if a title is above the
    header.
    """
    rows = [["Interfaces"], ["Source", header, "Target"], ["CRM", "Befibe7062", "ERP"]]
    masked = mask_secret_cells(build_grid("", enumerate(rows, 1)))
    assert [line.cells for line in masked.lines[1:]] == [
        ("Source", header, "Target"),
        ("CRM", "***", "ERP"),
    ]


@pytest.mark.parametrize("cell", ["yes", "OAuth", "see vault 2", "", "https://vault.example/x1"])
def test_a_description_of_a_secret_is_not_masked(cell: str) -> None:
    """In a column "Token", values such as "OAuth" or "see vault 2" are kept, because they only
    describe the authentication.
    """
    grid = build_grid("", enumerate([["System", "Token"], ["CRM", cell]], 1))
    assert mask_secret_cells(grid) == grid


def test_a_row_about_secrets_is_no_header() -> None:
    """A row for a data object called "Token" is not read as a header, so the cells below it are
    kept.
    """
    rows = [["Object", "Name"], ["1", "Customer"], ["2", "Token"], ["3", "OrderV2x"]]
    grid = build_grid("", enumerate(rows, 1))
    assert mask_secret_cells(grid) == grid


TOKENS = ("7fQ2xZ9kLmB4vT1sWc8R", "aB3dE5gH7jK9mN1pQ3sT5v==", "Zr8-kQ2xL9vB4nT1sWc8RjY6")


@pytest.mark.parametrize("token", TOKENS)
def test_a_single_token_without_a_label_is_masked(token: str) -> None:
    """A generated token in a remark or next to a table is masked, although nothing labels it."""
    rows = [["Source", "Target", "Remark"], ["CRM", "ERP", token], ["CRM", "DWH", "daily"]]
    masked = mask_secret_cells(build_grid("", enumerate(rows, 1)))
    assert masked.lines[1].cells == ("CRM", "ERP", "***")


@pytest.mark.parametrize(
    "cell",
    [
        "5c4f05e1-d308-420b-a5ad-393b48349e92",  # a GUID
        "9e107d9d372bb6826bd81d3542a419d69e107d9d",  # a hash
        "0015g00000XyZ1aAAB",  # an id of Salesforce
        "S4HanaToCrmOrdersV2Prod",
        "GetCustV2ByIdOrd3Lst",
        "SalesV1OrdV2InvV3PayV4",
        "ERP_SalesOrder_Out_V01_QAS",
        "IF0042_SapEcc6_To_MSDynamics365",
        "Customer360MasterDataV2Load",
        "loadCustomerDim2024Q1Full.sql",
        "prod/SAP/IDoc/ORDERS05/in",
        "20240131T120000Z-Full-A1B2",
    ],
)
def test_names_and_ids_stay(cell: str) -> None:
    """Words, GUIDs, hashes and file names are not masked, because they do not look like generated
    tokens.
    """
    grid = build_grid("", enumerate([["Source", "Remark"], ["CRM", cell]], 1))
    assert mask_secret_cells(grid) == grid


def test_a_token_that_is_an_id_is_not_masked() -> None:
    """A token is kept as an id if the other cells of the column look like it or if another cell
    refers to it.
    """
    ids = ["7fQ2xZ9kLmB4vT1sWc8R", "Zr8xkQ2xL9vB4nT1sWc8", "aB3dE5gH7jK9mN1pQ3sT"]
    grid = build_grid("", enumerate([["Id", "Name"], *([one, "CRM"] for one in ids)], 1))
    assert mask_secret_cells(grid) == grid
    rows = [["Id", "Name", "Parent"], [ids[0], "CRM", ""], ["2", "ERP", ids[0]]]
    grid = build_grid("", enumerate(rows, 1))
    assert mask_secret_cells(grid) == grid
