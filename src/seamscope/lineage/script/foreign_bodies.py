"""Find the services that a routine in Python, Java or JavaScript calls.

Its body is not parsed, but a URL in it is likely to be called:
``requests.post('https://crm.example/leads', json=rows)``. The SQL that the body executes is read,
because the routine probably sends or fills the tables of this SQL.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from seamscope.connector.places import locate_host, locate_mail, locate_place
from seamscope.knowledge.side_doors import Way, load_side_doors
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.script.dynamic_sql import MAX_DEPTH, execute_texts, report_unknown_parts
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.foreign_sql import list_steps
from seamscope.lineage.script.result import Degree
from seamscope.lineage.split import Statement
from seamscope.records import Certainty, Dependency, Endpoint, Flow, Mechanism

PARTLY_READ = "partly understood: its body is {}; only the SQL that it executes is read"
REASON = "the body of the routine is not SQL; it contains this address"
_QUOTED = (
    r"(?:\"\"\"(?P<long>.{1,9999}?)\"\"\"|\"(?P<double>[^\"\n]{1,9999})\""
    r"|'(?P<single>[^'\n]{1,9999})'|`(?P<back>[^`]{1,9999})`)"
)
# A URL in quotes, with the HTTP verb of the call whose first argument it is.
_URL = re.compile(
    r"(?:\.(?P<verb>get|post|put|patch|delete|head)\s{0,9}\(\s{0,99}(?:url\s{0,9}=\s{0,9})?[fr]{0,2})?"
    r"[\"'](?P<url>(?:https?|s3|gs|abfss?|s?ftp|jdbc:\w{2,20}):[^\s\"'{}]{3,500})",
    re.I,
)
# The verbs of the calls whose address is in a variable.
_VERB = re.compile(
    r"\b(?:requests|httpx|http|session|client|axios)\.(get|post|put|patch|delete)\s{0,9}\(", re.I
)
# A host in quotes: ``smtplib.SMTP('relay.example', 25)``, ``connect(host='db1')``.
_HOST = re.compile(
    r"\b(?P<kind>SMTP(?:_SSL)?|FTP(?:_TLS)?|SFTP|Transport|HTTPS?Connection|connect\w{0,20})"
    r"\s{0,9}\((?:[^()\n]{0,200}?\bhost\w{0,8}\s{0,9}=)?\s{0,99}\(?\s{0,9}[\"']"
    r"(?P<host>[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,8})[\"']",
    re.I,
)
# The recipients of a mail: ``m['To'] = 'a@b.example'``, ``sendmail(sender, ['a@b.example'], m)``.
_RECIPIENTS = re.compile(
    r"(?:[\"'](?:To|Cc|Bcc)[\"']\]?\s{0,9}[=,:]|\b(?:to_addrs|recipients?)\s{0,9}="
    r"|\bsendmail\s{0,9}\([^,\n]{1,200},)(?P<list>[^\n]{3,500})",
    re.I,
)
# SQL that the routine executes, and tables that it reads or fills by name.
_SQL = re.compile(
    r"(?:\b(?:execute|prepare|cursor|sql|query|executemany|executeQuery|executeUpdate|read_sql)"
    rf"\s{{0,9}}\(|\bsqlText\s{{0,9}}:)\s{{0,99}}[fr]{{0,2}}{_QUOTED}",
    re.I | re.S,
)
_READ = re.compile(
    r"\b(?:session|spark|self)\.table\s{0,9}\(\s{0,9}[\"']([\w.$]{1,200})[\"']", re.I
)
_FILLED = re.compile(
    r"\b(?:save_as_table|saveAsTable|insertInto)\s{0,9}\(\s{0,9}[\"']([\w.$]{1,200})[\"']", re.I
)


class _Tables(NamedTuple):
    """The tables that the body of a routine reads, and the tables that it fills."""

    read: list[Name]
    filled: list[Name]


class _Passage(NamedTuple):
    """Builds the records of one routine whose body is not SQL."""

    execution: Execution
    statement: Statement
    tables: _Tables

    def build(
        self, end: Endpoint, way: Way | None, mechanism: Mechanism
    ) -> Iterator[Flow | Dependency]:
        """Yield flows between tables and a system, or a dependency if the direction is unknown.

        end: the endpoint in the other system.
        way: IN if the tables receive data, OUT if they are sent.
        """
        execution = self.execution
        home, where = Endpoint(system=execution.query.home), execution.locate(self.statement)
        if way not in {Way.IN, Way.OUT}:
            yield Dependency(source=home, target=end, reason=REASON, evidence=where)
            return
        names = self.tables.read if way is Way.OUT else self.tables.filled
        for near in [execution.flows.locate(name) for name in names] or [home]:
            yield Flow(
                source=near if way is Way.OUT else end, target=end if way is Way.OUT else near,
                mechanism=mechanism, certainty=Certainty.LIKELY, reason=REASON,
                route=execution.query.route, state=execution.query.state, evidence=where,
            )  # fmt: skip


def read_foreign_body(execution: Execution, statement: Statement) -> Iterator[Flow | Dependency]:
    """Yield a LIKELY flow for each address in the body of a routine that is not SQL.

    If no HTTP verb shows the direction of the data, yield a dependency.
    """
    passed = _Passage(execution, statement, _find_tables(execution, statement))
    verbs = {verb.casefold() for verb in _VERB.findall(statement.foreign)}
    for found in _URL.finditer(statement.foreign):
        end = locate_place(found["url"])
        verb = (found["verb"] or (next(iter(verbs)) if len(verbs) == 1 else "")).casefold()
        if end.system.clues:
            way = load_side_doors().methods.get(verb)
            yield from passed.build(end, way, Mechanism.API)
    for end, way in _find_hosts(statement.foreign):
        yield from passed.build(end, way, Mechanism.FILE)


def _find_hosts(text: str) -> Iterator[tuple[Endpoint, Way | None]]:
    """Yield the hosts to which the body of a routine connects, and the recipients of its mails."""
    mails = False
    for found in _HOST.finditer(text):
        system = locate_host(found["host"])
        is_mail = found["kind"].upper().startswith("SMTP")
        mails = mails or is_mail
        if system.clues and (is_mail or "." in found["host"]):
            yield Endpoint(system=system), Way.OUT if is_mail else None
    for found in _RECIPIENTS.finditer(text) if mails else ():
        for end in locate_mail(re.sub(r"[\"'\[\]()]", " ", found["list"])):
            yield end, Way.OUT


def _find_tables(execution: Execution, statement: Statement) -> _Tables:
    """Return the tables in a routine's body.

    They occur in the SQL that the body executes, and in calls such as ``spark.table('t')``.
    """
    tables = _Tables(
        [split_name(name) for name in _READ.findall(statement.foreign)],
        [split_name(name) for name in _FILLED.findall(statement.foreign)],
    )
    for found in _SQL.finditer(statement.foreign):
        text = next(text for text in found.groupdict().values() if text)
        if execution.depth >= MAX_DEPTH:
            break
        query = replace(execution.query, text=text, evidence=execution.locate(statement))
        query = replace(query, left_out=None)
        nested = type(execution)(query, execution.catalog, caller=execution)
        nested.execute_statements()
        for outcome in nested.outcomes:
            tables.read.extend(outcome.result.reads if outcome.result else ())
            for write in outcome.writes:
                tables.read.extend(write.dependencies.reads)
                tables.filled.append(write.table)
    return _Tables(*(list(dict.fromkeys(names)) for names in tables))


def report_foreign_body(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Report a routine whose body is not SQL; yield the flows of its SQL and of its addresses.

    If the body contains an address, its SQL is not executed here, because it may run in the other
    system.
    """
    addresses = list(read_foreign_body(execution, statement))
    records = [] if addresses else list(_execute_steps(execution, statement))
    if records:
        language = statement.fault.removeprefix("its body is ").partition(",")[0]
        reason = PARTLY_READ.format(language)
        yield execution.report(statement, reason, Degree.PARTLY)
    else:
        yield execution.report(statement, statement.fault)
    yield from records
    yield from addresses


def _execute_steps(execution: Execution, statement: Statement) -> Iterator[LineageRecord]:
    """Execute the SQL in the body of a routine as dynamic SQL; yield its records."""
    environment = execution.environment
    for variable, expression, line in list_steps(statement.foreign):
        if variable:
            environment.assign_text(variable, environment.evaluate(expression, execution.dialect))
            continue
        text = f"EXECUTE IMMEDIATE {expression}"
        place = replace(statement, text=text, line=statement.body_line + line, column=0, foreign="")
        executed = execute_texts(execution, place, text, is_own=True)
        yield from executed.records
        if executed.understood:
            yield from report_unknown_parts(execution, place, executed)
