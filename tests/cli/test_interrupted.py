"""An interrupted program exits with 130, not with 1, which would mean that a gate failed."""

import click
import pytest

from seamscope import __main__ as program
from seamscope.cli import main
from seamscope.cli.help import Program


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("owner", "method"),
    [(click.Group, "make_context"), (click.Group, "invoke"), (Program, "main")],
)
def test_an_interruption_outside_a_command_exits_with_130(
    monkeypatch: pytest.MonkeyPatch, owner: type, method: str
) -> None:
    """An interruption while options are read, while a command is looked up, or before that exits
    with 130.
    """
    assert isinstance(main, Program)
    monkeypatch.setattr("sys.argv", ["seamscope", "connectors"])
    monkeypatch.setattr(owner, method, interrupt)
    with pytest.raises(SystemExit) as ended:
        program.run()
    assert ended.value.code == 130
