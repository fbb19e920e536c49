"""What the connectors of integration platforms say of a movement between two technologies."""

from seamscope.records import Mechanism


def choose_mechanism(source: Mechanism, target: Mechanism) -> Mechanism:
    """Return how data gets into the target; if that is unknown, how it gets out of the source."""
    return source if target is Mechanism.UNKNOWN else target


def join_labels(product: str, *labels: str) -> str:
    """Return a platform with what it connects: ``Camel``, ``sftp``, ``jms`` → "Camel sftp to jms".

    Labels that are empty or were met before are left out.
    """
    names = " to ".join(label for label in dict.fromkeys(labels) if label)
    return f"{product} {names}".rstrip()
