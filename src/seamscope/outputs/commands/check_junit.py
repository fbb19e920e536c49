"""The gates as JUnit XML, which build servers show as tests.

The output is valid under both common schemas. The Ant schema requires a host name, a time stamp,
times and elements for output; the Jenkins schema allows them.
"""

from xml.etree.ElementTree import Element, SubElement

from seamscope.gates import Check, Gate
from seamscope.outputs.writers.mark import add_mark
from seamscope.outputs.writers.xml import add_child, encode_xml
from seamscope.resolved import Finding

DAY = "1970-01-01"
ZERO = "0"  # seconds; a check takes no time worth reporting


def format_junit(check: Check, today: str = "") -> str:
    """Return a test case for each gate, and a skipped test case for each accepted finding.

    today: YYYY-MM-DD, for the time stamp.
    """
    accepted = [finding for finding in check.accepted if finding.is_accepted]
    root = Element("testsuites")
    gates = _add_suite(root, 0, "gates", today, len(check.gates), failures=len(check.failed))
    for gate in check.gates:
        _add_gate(gates, gate)
    _close_suite(gates, "\n".join(str(note) for note in check.notes))
    findings = _add_suite(root, 1, "accepted findings", today, len(accepted), skipped=len(accepted))
    for finding in accepted:
        _add_finding(findings, finding)
    _close_suite(findings, "")
    return add_mark(encode_xml(root), ".xml").decode()


def _add_suite(
    root: Element,
    number: int,
    name: str,
    today: str,
    tests: int,
    *,
    failures: int = 0,
    skipped: int = 0,
) -> Element:
    suite = add_child(
        root,
        "testsuite",
        name=name,
        package="seamscope",
        id=str(number),
        timestamp=f"{today or DAY}T00:00:00",
        hostname="localhost",
        tests=str(tests),
        failures=str(failures),
        errors="0",
        skipped=str(skipped),
        time=ZERO,
    )
    SubElement(suite, "properties")
    return suite


def _close_suite(suite: Element, output: str) -> None:
    add_child(suite, "system-out", output)
    SubElement(suite, "system-err")


def _add_gate(suite: Element, gate: Gate) -> None:
    case = add_child(suite, "testcase", name=gate.name, classname="seamscope.gates", time=ZERO)
    if not gate.passed:
        words = f"{gate.found}, limit {gate.limit}"
        add_child(case, "failure", gate.why, message=words, type="limit")


def _add_finding(suite: Element, finding: Finding) -> None:
    name = f"{finding.id}: {finding.what}"
    case = add_child(suite, "testcase", name=name, classname="seamscope.findings", time=ZERO)
    if accepted := finding.accepted:
        words = f"accepted by {accepted.author} until {accepted.expires}: {accepted.statement}"
        add_child(case, "skipped", message=words)
