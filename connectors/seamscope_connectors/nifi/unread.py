"""Report the processors of a NiFi canvas whose data flow is unknown, by reason."""

from collections.abc import Iterator

from seamscope.connector.entries import skip_entry
from seamscope.records import Evidence, Record
from seamscope_connectors.nifi.canvas import Canvas, Node
from seamscope_connectors.nifi.roles import Role

SHOWN = 8  # maximum number of processors in a message
ADD = "list their flows in the inventory"


def report_unread(
    canvas: Canvas, roles: dict[str, Role], used: set[str], where: Evidence
) -> Iterator[Record]:
    """Yield one report for each reason, with the processors it applies to."""
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
            problem,
            "export the process group that contains both processors",
            canvas.unresolved[0].evidence,
        )


def _explain(key: str, node: Node, role: Role, used: set[str], canvas: Canvas) -> Iterator[str]:
    if role is Role.UNKNOWN:
        yield "processors of an unknown type, which are assumed to pass on their input"
    elif role is Role.RUNS_CODE:
        yield "processors that run code, which is not read"
    elif role is Role.LISTENS:
        yield "listening processors whose senders are unknown"
    elif role is Role.PASSES and node.outside and node.kind == "OutputPort":
        yield "output ports whose targets are outside the export"
    elif key not in used and role in {Role.WRITES, Role.CALLS}:
        yield "writing processors without a reading processor before them"
    elif key not in used and role in {Role.READS, Role.LISTS}:
        connected = key in canvas.feeding
        yield (
            "reading processors without a writing processor after them"
            if connected
            else "reading processors without a connection"
        )
