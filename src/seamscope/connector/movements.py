"""Choose the mechanism and the label of a flow through an integration platform."""

from seamscope.records import Mechanism


def choose_mechanism(source: Mechanism, target: Mechanism) -> Mechanism:
    """Return the mechanism of the target or, if it is unknown, of the source."""
    return source if target is Mechanism.UNKNOWN else target


def join_labels(product: str, *labels: str) -> str:
    """Return the label of a flow: the platform and the technologies that it connects.

    ``Camel``, ``sftp``, ``jms`` → ``Camel sftp to jms``. Empty and repeated technologies are left
    out.
    """
    names = " to ".join(label for label in dict.fromkeys(labels) if label)
    return f"{product} {names}".rstrip()
