"""What of a NiFi canvas moves nothing that can be told, said once for each reason."""

from collections.abc import Iterator

from seamscope.connector.entries import entry_fault
from seamscope.records import Evidence, Record
from seamscope_connectors.nifi.canvas import Canvas, Node
from seamscope_connectors.nifi.roles import Role

SHOWN = 8  # processors that a message names
ADD = "add what it moves to the inventory"


def unread(
    canvas: Canvas, roles: dict[str, Role], used: set[str], where: Evidence
) -> Iterator[Record]:
    """Yield an entry for each reason, with the processors it holds for."""
    groups: dict[str, list[Node]] = {}
    for key, node in canvas.nodes.items():
        for problem in _reasons(key, node, roles[key], used, canvas):
            groups.setdefault(problem, []).append(node)
    for problem, nodes in sorted(groups.items()):
        names = sorted(f"{node.where} ({node.kind})" for node in nodes)
        listed = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        yield entry_fault(
            f"{problem}: {listed}", ADD, nodes[0].doc.evidence if nodes[1:] == [] else where
        )
    if canvas.faulty:
        problem = f"boxes without an identifier of their own or a type: {len(canvas.faulty)}"
        yield entry_fault(problem, "export the flow again", canvas.faulty[0].evidence)
    if canvas.lost:
        problem = f"connections to what is not in the export: {len(canvas.lost)}"
        yield entry_fault(problem, "export the group that holds both ends", canvas.lost[0].evidence)


def _reasons(key: str, node: Node, role: Role, used: set[str], canvas: Canvas) -> Iterator[str]:
    if role is Role.UNKNOWN:
        yield "processors of a type that is not known are taken to pass on what they are given"
    elif role is Role.RUNS_CODE:
        yield "processors that run code are not read"
    elif role is Role.HEARS:
        yield "who sends here is not said"
    elif role is Role.PASSES and node.outside and node.kind == "OutputPort":
        yield "where this port's data go stands outside this export"
    elif key not in used and role in {Role.WRITES, Role.CALLS}:
        yield "no reading processor reaches these"
    elif key not in used and role in {Role.READS, Role.LISTS}:
        connected = key in canvas.feeding
        yield "read, and lead to no writing processor" if connected else "not connected"
