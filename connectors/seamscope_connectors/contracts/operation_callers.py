"""Find the callers that an OpenAPI document names for a single operation.

``Called by Shop every five minutes`` and ``x-consumers: [Shop]`` name callers. Data flows to the
caller of GET, and from the caller of POST, PUT and PATCH.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.connector import Doc
from seamscope.connector.parties import find_named, is_general
from seamscope.connector.scrub import quote
from seamscope.records import Clue, ClueKind, Endpoint, Flow, SystemRef
from seamscope_connectors.contracts.clients import READS, WRITES, build_call

EXTENSION = re.compile(
    r"^x-(?:.*-)?(?:consumers?|callers?|clients?|consumed-by|used-by|called-by)$", re.I
)


def list_operation_callers(
    paths: Sequence[tuple[str, str, Doc]], system: SystemRef
) -> Iterator[Flow]:
    """Yield a flow for each caller of an operation, once for each direction.

    paths: path, method and definition of each operation.
    system: the system that offers the API.
    """
    seen: set[tuple[str, bool]] = set()
    for _, method, operation in paths:
        forth = method in WRITES
        for name, said in _list_callers(operation) if method in READS | WRITES else ():
            if not name or (name.casefold(), forth) in seen or is_general(name):
                continue
            seen.add((name.casefold(), forth))
            client = Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=name),)))
            reason = (
                f"the contract names {quote(name, 60)} as a caller of an operation with "
                f"{method.upper()}"
            )
            yield build_call(client, Endpoint(system=system), forth, reason, said.evidence)


def _list_callers(operation: Doc) -> Iterator[tuple[str, Doc]]:
    """Yield each caller that an extension or the text of an operation names."""
    named = [value for key, value in operation.items() if EXTENSION.match(key)]
    for value in named:
        yield from ((one.text.strip(), one) for one in (value if value.is_list else [value]))
    for said in (operation["summary"], operation["description"]):
        yield from ((name, said) for name in find_named(said.text))
