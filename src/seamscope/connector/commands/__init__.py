"""Read command lines that move data: in shell scripts, in jobs, and in SQL that starts programs."""

from seamscope.connector.commands.records import build_records
from seamscope.connector.commands.steps import read_steps

__all__ = ["build_records", "read_steps"]
