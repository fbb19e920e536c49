"""Recognise names that are not those of systems, such as paths, hosts, accounts, class names."""

import re

# Names that mean "somewhere", not a particular system.
NOBODY = frozenset({"files", "file", "local files", "manual", "various", "diverse", "n a", "none"})
PATTERNS = (
    re.compile(r"(?:[a-z][\w+.-]*:)?//\S*|\\\\\S+|/\S*|\./\S*|[A-Za-z]:[\\/].*", re.I),
    re.compile(r"@[~%]?[\w.$/]*"),  # a stage
    # A host with at least two dots; a product's name may contain one.
    re.compile(r"[\w-]+(?:\.[\w-]+)+\.[a-z]{2,}(?::\d+)?|[\w-]+\.[\w.-]*\w:\d+", re.I),
    re.compile(r"[\w-]+\.(?:local|lan|internal|corp|intra|intranet)", re.I),
    re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?"),
    re.compile(r"(?:svc|srv|sa|usr|tech)[_\-.][\w.\-]+|[\w.\-]+@[\w.\-]+", re.I),  # an account
    re.compile(r"[\w.$ -]+/\d+(?:\.\d+)+\S*|jdbc\b.*|odbc\b.*", re.I),  # a client and its version
    re.compile(r"[\d\W_]+"),  # a run's number or date
    re.compile(r"\S+/\d{6,}(?:/\S*)?"),  # a run's folder
    re.compile(r"[a-z]+(?:\.\w+){2,}"),  # a class
)


def is_technical(name: str) -> bool:
    """Return whether a name means a location, an account or a program, and not a system."""
    plain = name.strip()
    return plain.casefold() in NOBODY or any(p.fullmatch(plain) for p in PATTERNS)
