"""The survey's own accuracy in one sentence."""

from seamscope.document import Survey


def describe_accuracy(survey: Survey) -> str:
    """Say what two sources confirm, how much is placed and how old it is; "" of nothing."""
    found = survey.accuracy
    if not found.systems:
        return ""
    parts = [f"two independent sources show {found.systems_confirmed} of {found.systems} systems"]
    if found.flows:
        parts[0] += f" and {found.flows_confirmed} of {found.flows} flows"
        parts.append(f"{found.ends_placed} of {found.ends} ends of flows are placed in a system")
    if found.newest:
        parts.append(f"the newest dated evidence is of {found.newest}")
    return f"Accuracy: {'; '.join(parts)}."
