"""The production-risk ledger: the risks of this POC on its way to production.

entries    the risks, each with remedy and effort
gate       the condition to stop at the next gate, and work that the integrations do not include
today      each access of the POC today, compared with production
contacts   the people to ask, with their questions
contracts  contracts that end too soon
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.ledger.building import build_ledger
    from seamscope.ledger.contracts import find_contract_ends
    from seamscope.ledger.types import (
        Contact,
        Duties,
        Ledger,
        LedgerEntry,
        RiskKind,
        ScopeLine,
        TouchToday,
    )
else:
    __getattr__ = import_later(
        __name__,
        {
            "building": ("build_ledger",),
            "contracts": ("find_contract_ends",),
            "types": (
                "Contact",
                "Duties",
                "Ledger",
                "LedgerEntry",
                "RiskKind",
                "ScopeLine",
                "TouchToday",
            ),
        },
    )

__all__ = [
    "Contact",
    "Duties",
    "Ledger",
    "LedgerEntry",
    "RiskKind",
    "ScopeLine",
    "TouchToday",
    "build_ledger",
    "find_contract_ends",
]
