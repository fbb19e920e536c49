"""Report the processors of a NiFi canvas whose data flow is unknown, grouped by reason."""

from collections.abc import Iterator

from seamscope.connector.entries import skip_entry
from seamscope.records import Evidence, Record
from seamscope_connectors.nifi.canvas import Canvas, Node
from seamscope_connectors.nifi.roles import Role

SHOWN = 8  # processors that a message names
ADD = "add its flows to an inventory file"


def report_unread(
    canvas: Canvas, roles: dict[str, Role], used: set[str], where: Evidence
) -> Iterator[Record]:
    """Yield one skip per reason, with the processors it applies to."""
    groups: dict[str, list[Node]] = {}
    for key, node in canvas.nodes.items():
        for problem in _explain(key, node, roles[key], used, canvas):
            groups.setdefault(problem, []).append(node)
    for problem, nodes in sorted(groups.items()):
        names = sorted(f"{node.where} ({node.kind})" for node in nodes)
        listed = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        yield skip_entry(
            f"{problem}: {listed}", ADD, nodes[0].doc.evidence if nodes[1:] == [] else where
        )
    if canvas.invalid:
        problem = f"processors or ports without a unique identifier or type: {len(canvas.invalid)}"
        yield skip_entry(problem, "export the flow again", canvas.invalid[0].evidence)
    if canvas.unresolved:
        problem = f"connections to processors outside the export: {len(canvas.unresolved)}"
        yield skip_entry(
            problem, "export the group that holds both ends", canvas.unresolved[0].evidence
        )


def _explain(key: str, node: Node, role: Role, used: set[str], canvas: Canvas) -> Iterator[str]:
    if role is Role.UNKNOWN:
        yield "processors of an unknown type are assumed to pass on their input"
    elif role is Role.RUNS_CODE:
        yield "processors that run code are not analysed"
    elif role is Role.HEARS:
        yield "the senders to these listeners are unknown"
    elif role is Role.PASSES and node.outside and node.kind == "OutputPort":
        yield "the targets of these output ports are outside the export"
    elif key not in used and role in {Role.WRITES, Role.CALLS}:
        yield "no reading processor leads to these"
    elif key not in used and role in {Role.READS, Role.LISTS}:
        connected = key in canvas.feeding
        yield "no writing processor follows these" if connected else "not connected"
