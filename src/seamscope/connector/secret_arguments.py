"""Mask the passwords of a command whose program and arguments are separate strings."""

import re
from collections.abc import Callable

from seamscope.connector.secret_forms import HIDDEN, list_hidden
from seamscope.connector.secret_rules import load_rules

# A quoted option, or the name of a parameter
_MAY_FOLLOW = re.compile(r"[\"'>;][\-/][A-Za-z]|arg(?:ument)?_?(?:s|list)\b", re.I)
# What stands between them: quotes and commas of a list, tags, names of parameters
_BETWEEN = re.compile(
    r"(?:\.exe|\.cmd|\.bat)?(?:[\s\"',\[\]()]|\\\"|&quot;|</?[\w:.\-]{1,64}+>"
    r"|(?<![\w\-])-?(?:file_?path|arg(?:ument)?_?list|arg(?:ument)?s|executable|command|parameters)"
    r"(?![\w\-])[\s=:]{0,3}+)++",
    re.I,
)


def redact_arguments(text: str, redact: Callable[[str], str]) -> str:
    """Return text without the secrets that appear when a program is joined to its arguments.

    ``["sqlcmd", "-P", "x7yz"]``, ``<Command>net</Command><Arguments>use …</Arguments>``
    """
    if not _MAY_FOLLOW.search(text) or not load_rules().program.search(text):
        return text
    joined = _BETWEEN.sub(" ", text)
    for secret in list_hidden(joined, redact(joined)):
        if not secret.isalpha() or text.count(secret) == 1:  # it may also be the name of a database
            text = text.replace(secret, HIDDEN)
    return text
