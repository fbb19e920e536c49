"""Saved answers of APIs: the items of a list, whatever object wraps it."""

from collections.abc import Iterator

from seamscope.connector.doc import Doc
from seamscope.connector.entries import skip_entry
from seamscope.records import Skipped

WRAPPERS = ("data", "items")


def list_exported(doc: Doc, *lists: str) -> Iterator[Doc]:
    """Yield the objects of an answer: a list, one object, or a list below data, items or `lists`.

    Several answers in one file, as a list of pages or under several keys, are all read. What is no
    object is yielded as well, for the caller to say so.
    """
    if doc.is_list:
        for item in doc:
            yield from list_exported(item, *lists)
        return
    inner = [doc[key] for key in (*WRAPPERS, *lists) if doc[key].is_list or doc[key].is_mapping]
    for one in inner:
        yield from list_exported(one, *lists)
    if not inner and doc:
        yield doc


def report_incomplete(doc: Doc) -> Iterator[Skipped]:
    """Report an answer that is empty, or that is one page of several."""
    if not any(True for _ in list_exported(doc)):
        yield skip_entry("an answer without an entry", "export it again", doc.evidence)
    for page in doc if doc.is_list else (doc,):
        more = page.first("next_cursor", "next") or page["data"].first("next_cursor", "next")
        if more.text:
            problem = "one page of an answer, with others behind it"
            yield skip_entry(problem, "add the other pages to the inputs", more.evidence)
