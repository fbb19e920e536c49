"""Find the systems that call a webhook, from the descriptions in its contract.

``The only caller is Mollie`` or ``Mollie posts the payment status`` in the description of a webhook
yields a flow from Mollie. Descriptions of other APIs are not used, because their callers may also
read data.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.relations import Direction, read_relation
from seamscope.records import Certainty, Endpoint, Flow, Mechanism, SystemRef

RECEIVES = re.compile(r"\b(?:web)?hooks?\b|\bcallbacks?\b", re.I)
SENTENCES = re.compile(r"[.;]\s|\n")
NAME = r"((?:[A-ZÄÖÜ][\w&\-]*)(?: [A-Z0-9ÄÖÜ][\w&\-]*){0,3})"
NAMED = re.compile(
    r"(?i:caller|callers|sender|senders|aufrufer|absender|appelant|emisor|chiamante|aanroeper|afzender)"
    rf"\s(?i:is|are|ist|sind|est|es|è)\s{NAME}"
    r"|(?i:called|invoked|posted|sent|triggered|aufgerufen|gesendet|appelé|llamado|chiamato|aangeroepen)"
    rf"\s(?:only\s|nur\s)?(?i:by|von|durch|par|por|da|door)\s{NAME}"
)
SUBJECT = re.compile(rf"{NAME}\s([a-zäöüß]+)")


def list_webhook_callers(
    doc: Doc, paths: list[tuple[str, str, Doc]], system: SystemRef
) -> Iterator[Flow]:
    """Yield a flow from each system that the contract of a webhook describes as its caller.

    paths: path, method and definition of each operation.
    system: the system that receives the calls.
    """
    servers = " ".join(server["url"].text for server in doc["servers"])
    title, whole = doc["info"]["title"].text, doc["info"]["description"]
    is_hook = RECEIVES.search(f"{title} {servers}")
    hooks = [
        item
        for path, method, item in paths
        if method in {"post", "put", "patch"} and (is_hook or RECEIVES.search(path))
    ]
    found: dict[str, Doc] = {}
    for text in (
        whole,
        *(part for item in hooks for part in (item["summary"], item["description"])),
    ):
        for name in _list_names(text.text) if hooks else ():
            found.setdefault(name, text)
    for name, text in found.items():
        yield Flow(
            source=Endpoint(system=SystemRef(name=name)),
            target=Endpoint(system=system),
            mechanism=Mechanism.API,
            technology="webhook",
            certainty=Certainty.POSSIBLE,
            reason=f"the contract's description names {name} as the caller",
            evidence=text.evidence,
        )


def _list_names(text: str) -> Iterator[str]:
    for sentence in SENTENCES.split(text[:4000]):
        if named := NAMED.search(sentence):
            yield named[1] or named[2]
        elif (subject := SUBJECT.match(sentence.strip())) and _is_sending(subject[2]):
            yield subject[1]


def _is_sending(verb: str) -> bool:
    return read_relation(verb).direction is Direction.FORWARD
