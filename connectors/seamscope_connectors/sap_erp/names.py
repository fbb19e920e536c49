"""Read SAP's naming conventions for logical systems, partner types and message types."""

import re

# System id and client: ``CRPCLNT100``, ``CRP_100``, ``CRP100``.
LOGICAL = re.compile(r"([A-Z][A-Z0-9]{2})_?(?:CLNT_?)?\d{3}")
PARTNER_TYPES = {
    "KU": "customers", "LI": "suppliers", "B": "banks", "BP": "business partners",
    "GP": "business partners", "US": "users", "PT": "partners",
}  # fmt: skip
# Message types of the IDoc exchange itself: tests, audits, requests, status reports.
TECHNICAL = frozenset({"SYNCH", "ALEAUD", "ALEREQ", "STATUS"})
# Standard message type -> business entity.
ENTITIES = {
    "MATMAS": "Material", "MATFET": "Material", "DEBMAS": "Customer", "CREMAS": "Supplier",
    "INVOIC": "Invoice", "DESADV": "Delivery", "DELVRY": "Delivery", "WHSCON": "Delivery",
    "SHPORD": "Delivery", "SHPCON": "Delivery", "ACC_DOCUMENT": "Accounting document",
    "FIDCC1": "Accounting document", "FIDCC2": "Accounting document", "LOIPRO": "Production order",
    "PORDCR": "Purchase order", "SALESORDER_CREATEFROMDAT2": "Sales order", "HRMD_A": "Worker",
    "GLMAST": "Ledger account", "PROACT": "Stock", "LOISTD": "Stock", "PRICAT": "Price list",
    "COND_A": "Price list", "PROJECT": "Project",
}  # fmt: skip


def find_system_id(name: str) -> str:
    """Return the system id in a logical system's name: ``CRPCLNT100`` → "CRP"; else ""."""
    match = LOGICAL.fullmatch(name)
    return match[1] if match else ""
