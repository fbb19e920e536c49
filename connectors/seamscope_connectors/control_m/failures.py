"""Find what Control-M does if a job fails: reruns, and actions such as an e-mail."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector import Doc
from seamscope.connector.failures import CAUGHT, REPORTED, retry

NOT_OK = re.compile(r"\*?NOTOK|NOT OK|COMPSTAT(?:NE0|>0)", re.I)
MESSAGES = frozenset({"DOMAIL", "DOSHOUT", "DOREMEDY", "DONOTIFY"})


def list_xml_rules(job: Element) -> tuple[str, ...]:
    """Return the reruns (`MAXRERUN`) of a job, and its `ON` statements after a failure."""
    times = job.get("MAXRERUN", "0").strip()
    found = {retry(times)} if times.isdigit() and int(times) else set[str]()
    for one in job.iterfind("ON"):
        if NOT_OK.fullmatch(one.get("CODE", "").strip()):
            tags = {child.tag for child in one}
            found.add(REPORTED if tags and tags <= MESSAGES else CAUGHT)
    return tuple(sorted(found))


def list_api_rules(job: Doc) -> tuple[str, ...]:
    """Return the reruns (`RerunLimit`) of a job, and its checks for a failure (`If`)."""
    times = job["RerunLimit"]["Times"].text
    found = {retry(times)} if times.isdigit() and int(times) else set[str]()
    return tuple(sorted(found.union(*map(_read_check, _list_checks(job)))))


def _list_checks(job: Doc) -> Iterator[Doc]:
    """Yield the entries of a job that apply if it fails.

    An entry is recognised by its content, because its key can be any name.

    ``"IfFailed": {"Type": "If", "CompletionStatus": "NOTOK", …}``
    """
    for key in sorted(job.keys()):
        one = job[key]
        if isinstance(one.value, dict) and NOT_OK.fullmatch(one["CompletionStatus"].text):
            yield one


def _read_check(check: Doc) -> set[str]:
    kinds = {check[key]["Type"].text for key in check.keys() - {"Type", "CompletionStatus"}}
    only_messages = kinds and kinds <= {"Mail", "Action:Mail", "Notify", "Action:Notify"}
    return {REPORTED if only_messages else CAUGHT}
