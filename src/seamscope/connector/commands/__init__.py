"""Read command lines that move data, from shell scripts, jobs and SQL that starts programs."""

from seamscope.connector.commands.crontab import is_crontab, read_crontab
from seamscope.connector.commands.oracle import (
    is_sqlplus,
    read_control,
    read_parameters,
    read_sqlplus,
)
from seamscope.connector.commands.records import build_records
from seamscope.connector.commands.steps import (
    read_escapes,
    read_steps,
    read_winscp_steps,
)
from seamscope.connector.commands.syntax import DAMAGED, Shell, is_damaged
from seamscope.connector.commands.teradata import is_teradata, list_run_files, read_teradata
from seamscope.connector.commands.tpt import is_tpt, read_tpt
from seamscope.connector.commands.winscp import is_winscp_script

__all__ = [
    "DAMAGED",
    "Shell",
    "build_records",
    "is_crontab",
    "is_damaged",
    "is_sqlplus",
    "is_teradata",
    "is_tpt",
    "is_winscp_script",
    "list_run_files",
    "read_control",
    "read_crontab",
    "read_escapes",
    "read_parameters",
    "read_sqlplus",
    "read_steps",
    "read_teradata",
    "read_tpt",
    "read_winscp_steps",
]
