"""Read OpenAPI webhooks and callbacks: requests that the API sends to its subscribers.

The data flows from the API to the URL of the subscriber. A literal URL identifies the subscriber;
``{$request.body#/callbackUrl}`` does not.
"""

from collections.abc import Iterator

from seamscope.connector import Doc, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import ClueKind, Endpoint, Flow, Mechanism, Record, SystemRef

UNKNOWN = "add a flow to each subscribing system to the inventory"


def list_subscriptions(
    doc: Doc, operations: list[tuple[str, Doc]], system: SystemRef
) -> Iterator[Record]:
    """Yield a flow to each subscriber with a literal URL; report the subscribers without one.

    operations: method and definition of each operation that may have callbacks.
    system: the system that offers the API.
    """
    unnamed: list[tuple[str, Doc]] = [(name, hook) for name, hook in doc["webhooks"].items()]
    for _, operation in operations:
        for name, callback in operation["callbacks"].items():
            for url, hook in callback.items():
                host = "" if url.startswith("{") else extract_host(url)
                if not host or "{" in host or host.lower() in LOCAL:
                    unnamed.append((name, hook))
                    continue
                yield Flow(
                    source=Endpoint(system=system),
                    target=Endpoint(system=SystemRef(clues=build_clues((ClueKind.HOST, host)))),
                    mechanism=Mechanism.API,
                    technology="OpenAPI callback",
                    entities=(name,),
                    evidence=hook.evidence,
                )
    if unnamed:
        names = quote(", ".join(dict.fromkeys(name for name, _ in unnamed)), 200)
        problem = f"sent to subscribers that are not in the contract: {names}"
        yield skip_entry(problem, UNKNOWN, unnamed[0][1].evidence)
