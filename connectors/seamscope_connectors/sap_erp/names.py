"""SAP's naming conventions: logical systems, partner types and message types."""

import re

# ``CRPCLNT100``, ``CRP_100``, ``CRP100``: system id and client, as SAP recommends.
LOGICAL = re.compile(r"([A-Z][A-Z0-9]{2})_?(?:CLNT_?)?\d{3}")
PARTNER_TYPES = {
    "KU": "customers", "LI": "suppliers", "B": "banks", "BP": "business partners",
    "GP": "business partners", "US": "users", "PT": "partners",
}  # fmt: skip
# Message types that only serve the IDoc exchange: tests, audits, requests, status reports.
PLUMBING = frozenset({"SYNCH", "ALEAUD", "ALEREQ", "STATUS"})
# The business entity of each standard message type.
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
    """Return the system id in a logical system's name, "" if the name has another form."""
    match = LOGICAL.fullmatch(name)
    return match[1] if match else ""
