"""Build the HTML that notebooks show: a title, a line of facts and a table, without scripts."""

from collections.abc import Iterable, Sequence
from html import escape


def build_html(
    title: str, facts: str, headers: Sequence[str], rows: Iterable[Sequence[str]]
) -> str:
    """Return an HTML fragment with a title, a line of facts and a table; values are escaped."""
    head = "".join(f"<th>{escape(text)}</th>" for text in headers)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    return f"<h3>{escape(title)}</h3><p>{escape(facts)}</p>{table}"
