"""Read saved API responses: the items of a list, whatever object contains it."""

from collections.abc import Iterator

from seamscope.connector.doc import Doc
from seamscope.connector.entries import skip_entry
from seamscope.records import Skipped

WRAPPERS = ("data", "items")


def list_exported(doc: Doc, *lists: str) -> Iterator[Doc]:
    """Yield the objects of a response: a list, one object, or a list below data, items or `lists`.

    If a file contains several responses, as a list of pages or under several keys, all are read.
    Items that are no objects are yielded too, so that the caller can report them.
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
    """Report a response that is empty, or that is one page of several."""
    if not any(True for _ in list_exported(doc)):
        yield skip_entry("the API response contains no entries", "export it again", doc.evidence)
    for page in doc if doc.is_list else (doc,):
        more = page.first("next_cursor", "next") or page["data"].first("next_cursor", "next")
        if more.text:
            problem = "the file contains one page of a response with several pages"
            yield skip_entry(problem, "add the other pages to the inputs", more.evidence)
