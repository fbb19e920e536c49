"""The rules by which POSIX shells, Windows batch and PowerShell split a line into words."""

import re
from dataclasses import dataclass
from typing import Literal

Shell = Literal["posix", "batch", "powershell"]

DAMAGED = "the line is damaged: it does not begin with the name of a program"
# Commands of shells whose names have neither letters nor digits.
_PUNCTUATION = frozenset(
    {"", ":", "::", ".", "[", "[[", "]", "]]", "(", ")", "((", "))", "{", "}", "!", "&", "|", ";",
     "-", "--", "/", "\\", "*", "?", "@", "%", "$", "#", "=", "+", "~"}
)  # fmt: skip


def is_damaged(name: str) -> bool:
    """Return whether the first word of a line cannot be a command, such as ``@@@``."""
    return name not in _PUNCTUATION and not any(c.isalnum() or c in "$%_{" for c in name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """The syntax of one shell.

    token: matches a quoted or bare part of a word, an operator, a newline or spaces.
    comment: matches a comment where a command may begin.
    variable: its first matching group is the variable's name, and the group `default` is the
        default value.
    folds: whether the names of variables ignore case.
    """

    token: re.Pattern[str]
    comment: re.Pattern[str]
    variable: re.Pattern[str]
    folds: bool = False


_POSIX = Syntax(
    token=re.compile(
        r"(?P<gap>[ \t]+|\\\r?\n|\^\r?\n|`\r?\n)"
        r"|(?P<newline>\r?\n)"
        r"|(?P<heredoc><<-?[ \t]*[\"'\\]?(?P<tag>\w+)[\"']?)"
        r"|(?P<redirect>(?:[12&](?=>))?(?:<<<|>>|>&|>|<(?![<(])))"
        r"|(?P<operator>\|\||&&|\||;;?|&|\(|\))"
        r"|(?P<double>\"(?:[^\"\\]|\\.|\"\")*+(?:\"|\Z))"
        r"|(?P<single>'[^']*+(?:'|\Z))"
        r"|(?P<bare>\\[ \"'$]|[^\s\"'|&;<>()]|<\(|>\(|<)",
        re.S,
    ),
    comment=re.compile(r"(?:#|::|REM\b)[^\n]*", re.I),
    variable=re.compile(r"\$\{(\w+)(?::?-(?P<default>[^{}]*))?\}|\$(\w+)|%(\w+)%"),
)
# In batch an apostrophe is a letter, a backslash escapes nothing, and a quote ends with its line.
_BATCH = Syntax(
    token=re.compile(
        r"(?P<gap>[ \t]+|\^\r?\n)"
        r"|(?P<newline>\r?\n)"
        r"|(?P<redirect>(?:[12](?=>))?(?:>>|>&|>|<))"
        r"|(?P<operator>\|\||&&|\||&|\(|\))"
        r"|(?P<double>\"(?:[^\"\r\n]|\"\")*+\"?)"
        r"|(?P<bare>\^[^\r\n]|[^\s\"|&<>()])"
        r"|(?P<heredoc>(?!))(?P<tag>(?!))|(?P<single>(?!))",
        re.S,
    ),
    comment=re.compile(r"(?:::|REM\b)[^\n]*", re.I),
    variable=re.compile(r"%(\w+)%|!(\w+)!(?P<default>(?!))?"),
    folds=True,
)
_POWERSHELL = Syntax(
    token=re.compile(
        r"(?P<gap>[ \t]+|`\r?\n)"
        r"|(?P<newline>\r?\n)"
        r"|(?P<redirect>(?:[12*](?=>))?(?:>>|>&|>))"
        r"|(?P<operator>\|\||&&|\||;|&|\(|\)|\{|\})"
        r"|(?P<double>@\"[ \t]*\r?\n(?:[^\n]|\n(?!\"@))*+(?:\n\"@|\Z)"
        r"|\"(?:[^\"`]|`.|\"\")*+(?:\"|\Z))"
        r"|(?P<single>@'[ \t]*\r?\n(?:[^\n]|\n(?!'@))*+(?:\n'@|\Z)|'(?:[^']|'')*+(?:'|\Z))"
        r"|(?P<bare>`.|\$\{[\w:]{1,80}\}|[^\s\"'|&;<>(){}]|<)"
        r"|(?P<heredoc>(?!))(?P<tag>(?!))",
        re.S,
    ),
    comment=re.compile(r"<#(?:[^#]|#(?!>))*+(?:#>|\Z)|#[^\n]*"),
    variable=re.compile(
        r"\$\{(?:\w{1,20}:)?(\w+)\}|\$(?:(?:env|script|global|local):)?(\w+)(?P<default>(?!))?",
        re.I,
    ),
    folds=True,
)
_ALL: dict[Shell, Syntax] = {"posix": _POSIX, "batch": _BATCH, "powershell": _POWERSHELL}


def find_syntax(shell: Shell) -> Syntax:
    """Return the syntax of a shell."""
    return _ALL[shell]
