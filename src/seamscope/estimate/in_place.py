"""Decide whether the platform or the API that a process needs is already in use."""

from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.process import Process
from seamscope.records import Mechanism

# Mechanisms that call an interface. The interface is in place if another integration calls it.
CALLED = (Mechanism.API, Mechanism.EVENTS, Mechanism.DATABASE_LINK, Mechanism.SQL)


def find_in_place(context: IntegrationContext, process: Process) -> str:
    """Return the reason why a process can use an existing platform or API, "" if it cannot.

    An interface is in place if another integration already calls it with the same technology; an
    unknown technology counts as the same. A platform is also in place if it already connects the
    two systems.
    """
    if process.mechanism in CALLED:
        stated = set(process.technologies) - {""}
        uses = context.in_use.get(process.mechanism, ())
        return next(
            (reason for used, reason in uses if not used or not stated or used in stated), ""
        )
    keys = ("", *process.technologies)
    return next((context.platforms[key] for key in keys if key in context.platforms), "")
