"""Read the items of saved API responses, with or without a wrapper such as ``{"data": […]}``."""

from collections.abc import Iterator

from seamscope.connector.doc import Doc
from seamscope.connector.entries import skip_entry
from seamscope.records import Skipped

WRAPPERS = ("data", "items")


def list_exported(doc: Doc, *lists: str) -> Iterator[Doc]:
    """Yield the objects of an API response: one object, a list, or objects under a wrapper key.

    lists: wrapper keys in addition to "data" and "items". Nested lists and wrappers are unpacked,
    so a list of pages or objects under several keys are all read. Items that are not objects are
    yielded too, so that the caller can report them.
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
    """Report a response that is empty or has more pages."""
    if not any(True for _ in list_exported(doc)):
        yield skip_entry("the API response contains no entries", "export it again", doc.evidence)
    for page in doc if doc.is_list else (doc,):
        more = page.first("next_cursor", "next") or page["data"].first("next_cursor", "next")
        if more.text:
            problem = "the file contains one page of a response with several pages"
            yield skip_entry(problem, "add the other pages to the inputs", more.evidence)
