"""Whether the platform or the API that a process needs is already in place."""

from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.process import Process
from seamscope.records import Mechanism

# Mechanisms whose interface another integration must already use to be in place.
CALLED = (Mechanism.API, Mechanism.EVENTS, Mechanism.DATABASE_LINK, Mechanism.SQL)


def find_in_place(context: IntegrationContext, process: Process) -> str:
    """Return why platform or API are already in place for a process, "" if they are new.

    What is called must already be called by another integration, with the same technology unless
    one of both is unknown. A platform may be that of the pair itself.
    """
    if process.mechanism in CALLED:
        stated = set(process.technologies) - {""}
        uses = context.in_use.get(process.mechanism, ())
        return next(
            (reason for used, reason in uses if not used or not stated or used in stated), ""
        )
    keys = ("", *process.technologies)
    return next((context.platforms[key] for key in keys if key in context.platforms), "")
