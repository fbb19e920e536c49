"""Find what a flow does if one of its steps fails."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector.failures import CAUGHT, retry
from seamscope_connectors.mulesoft.application import read_local_name

HANDLER = re.compile(r"error-handler|on-error(?:-continue|-propagate)?|\w+-exception-strategy|"
                     r"exception-strategy")  # fmt: skip
# Element -> attribute with the number of attempts.
ATTEMPTS = {
    "until-successful": "maxRetries",
    "reconnect": "count",
    "redelivery-policy": "maxRedeliveryCount",
    "rollback-exception-strategy": "maxRedeliveryAttempts",
}


def list_failure_rules(flow: Element) -> tuple[str, ...]:
    """Return what happens if a flow fails: error handlers, and retries."""
    return tuple(sorted(set(_list_rules(flow))))


def _list_rules(flow: Element) -> Iterator[str]:
    for element in flow.iter():
        name = read_local_name(element)
        if HANDLER.fullmatch(name):
            yield CAUGHT
        if name in ATTEMPTS:
            yield retry(element.get(ATTEMPTS[name], ""))
        if name == "reconnect-forever":
            yield retry()
