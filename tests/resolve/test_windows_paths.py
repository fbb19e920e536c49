"""Windows paths mean the same as POSIX paths."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from seamscope.resolve.hub_contents import build_file_pattern, is_path
from seamscope.resolve.technical_names import is_technical

PATHS = ["in/2024-01-14/orders_0114.csv", "in/orders/*.csv", "in/orders/", "export/a b/kunden.xlsx"]


@pytest.mark.parametrize("path", PATHS)
def test_a_file_is_the_same_with_backslashes(path: str) -> None:
    """A path with backslashes has the same file pattern as the path with slashes."""
    windows, posix = str(PureWindowsPath(path)), str(PurePosixPath(path))
    assert "\\" in windows
    assert build_file_pattern(windows) == build_file_pattern(posix)
    assert is_path(windows)


@pytest.mark.parametrize(
    "path",
    [
        PureWindowsPath("C:/data/in/orders.csv"),
        PureWindowsPath("//fs01/share/orders"),
        PureWindowsPath("D:/"),
    ],
)
def test_drives_and_shares_are_places_and_no_systems(path: PureWindowsPath) -> None:
    """A path with a drive or a share is a technical name and not a system, whether it has slashes
    or backslashes.
    """
    assert is_technical(str(path))
    assert is_technical(path.as_posix())


@pytest.mark.parametrize("path", ["in/orders.csv", "claims/out/*.xml"])
def test_the_server_of_a_share_is_no_part_of_the_path(path: str) -> None:
    r"""``\\fs01\in\a.csv`` has the same file pattern as ``in/a.csv``, because the server is the
    system.
    """
    assert build_file_pattern(f"\\\\fs01\\{PureWindowsPath(path)}") == build_file_pattern(path)
    assert build_file_pattern(f"//fs01/{path}") == build_file_pattern(path)
