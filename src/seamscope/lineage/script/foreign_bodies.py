"""Find the services that a routine in Python, Java or JavaScript names in its body.

The body is not parsed, but a URL in it is likely to be called:
``requests.post('https://crm.example/leads', json=rows)``.
"""

import re
from collections.abc import Iterator

from seamscope.connector.places import locate_place
from seamscope.knowledge.side_doors import Way, load_side_doors
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.split import Statement
from seamscope.records import Certainty, Dependency, Endpoint, Flow, Mechanism, Skipped

REASON = "the body of the routine is not SQL; it contains this address"
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


def read_foreign_body(execution: Execution, statement: Statement) -> Iterator[Flow | Dependency]:
    """Yield a LIKELY flow for each address in the body of a routine that is not SQL.

    If no HTTP verb shows the direction of the data, yield a dependency.
    """
    home = Endpoint(system=execution.query.home)
    where = execution.locate(statement)
    verbs = {verb.casefold() for verb in _VERB.findall(statement.foreign)}
    for found in _URL.finditer(statement.foreign):
        end = locate_place(found["url"])
        if not end.system.clues:
            continue
        verb = (found["verb"] or (next(iter(verbs)) if len(verbs) == 1 else "")).casefold()
        match load_side_doors().methods.get(verb):
            case Way.IN:
                source, target = end, home
            case Way.OUT:
                source, target = home, end
            case _:
                yield Dependency(source=home, target=end, reason=REASON, evidence=where)
                continue
        yield Flow(
            source=source, target=target, mechanism=Mechanism.API, certainty=Certainty.LIKELY,
            reason=REASON, route=execution.query.route, state=execution.query.state, evidence=where,
        )  # fmt: skip


def report_foreign_body(
    execution: Execution, statement: Statement
) -> Iterator[Skipped | Flow | Dependency]:
    """Report a routine that is not SQL as not read; yield flows for the addresses in its body."""
    yield execution.report(statement, statement.fault)
    yield from read_foreign_body(execution, statement)
