"""Passwords in the columns of lists are masked, whatever the column is taken for."""

import pytest

from seamscope.connector.grid import build_grid
from seamscope.connector.secret_cells import mask_secret_cells


@pytest.mark.parametrize("header", ["Password", "hasło", "mot de passe", "sftpPassword", "api_key"])
def test_a_column_of_secrets_is_masked(header: str) -> None:
    """The cells below the header, also below a title; the header itself stays."""
    rows = [["Interfaces"], ["Source", header, "Target"], ["CRM", "Befibe7062", "ERP"]]
    masked = mask_secret_cells(build_grid("", enumerate(rows, 1)))
    assert [line.cells for line in masked.lines[1:]] == [
        ("Source", header, "Target"),
        ("CRM", "***", "ERP"),
    ]


@pytest.mark.parametrize("cell", ["yes", "OAuth", "see vault 2", "", "https://vault.example/x1"])
def test_what_describes_a_secret_stays(cell: str) -> None:
    """Lists say how a system signs in."""
    grid = build_grid("", enumerate([["System", "Token"], ["CRM", cell]], 1))
    assert mask_secret_cells(grid) == grid


def test_a_row_about_secrets_is_no_header() -> None:
    """A list of data objects may contain one with this name."""
    rows = [["Object", "Name"], ["1", "Customer"], ["2", "Token"], ["3", "OrderV2x"]]
    grid = build_grid("", enumerate(rows, 1))
    assert mask_secret_cells(grid) == grid
