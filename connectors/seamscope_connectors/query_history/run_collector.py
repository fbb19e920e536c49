"""Collect from the rows of a query text how often, when and by whom it was run."""

import re

from seamscope.records import Evidence, Runs
from seamscope_connectors.query_history.engines import Engine
from seamscope_connectors.query_history.rows import HistoryRow

USERS = (
    "user_name", "user_email", "executed_by", "usename", "username", "userid", "user", "login_name",
    "db_user",
)  # fmt: skip
ROLES = ("role_name", "role")
TIMES = ("start_time", "query_start_time", "starttime", "creation_time", "first_execution_time")
LAST_TIMES = ("last_execution_time", *TIMES)
COUNT = re.compile(r"\d{1,15}(\.\d+)?")
TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")


class RunCollector:
    """Collects the runs of one query text.

    first: evidence of its first row.
    rows: number of its rows.
    last: line of its last row.
    """

    def __init__(self, first: Evidence) -> None:
        self.first = first
        self.rows = 0
        self.last = first.line
        self._count = 0
        self._users: set[str] = set()
        self._roles: set[str] = set()
        self._times: list[str] = []

    def add(self, row: HistoryRow, engine: Engine) -> None:
        """Add the runs of a row: the number in its count column, or one if there is no such
        column.
        """
        count = row.first(*engine.runs)
        self._count += int(float(count)) if COUNT.fullmatch(count) else 1
        self.rows += 1
        self.last = max(self.last, row.evidence.line)
        self._users.add(row.first(*USERS))
        self._roles.add(row.first(*ROLES))
        if not (last := row.first(*LAST_TIMES)):  # these include TIMES
            return
        found = (TIME.match(text) for text in (row.first(*TIMES), last))
        times = [*self._times, *(match[0].replace(" ", "T") for match in found if match)]
        self._times = [min(times), max(times)] if times else []

    def build_runs(self) -> Runs:
        """Return the collected runs: count, users, roles, first and last time."""
        return Runs(
            count=self._count,
            users=tuple(sorted(self._users - {""})),
            roles=tuple(sorted(self._roles - {""})),
            first=self._times[0] if self._times else "",
            last=self._times[-1] if self._times else "",
        )
