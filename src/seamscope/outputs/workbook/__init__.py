"""The survey as an XLSX workbook whose figures follow the assumptions one edits."""

from io import BytesIO

from seamscope.document import Survey


def xlsx(survey: Survey) -> bytes:
    """Return the workbook; formulas carry their values, so that it reads well unopened too."""
    from datetime import UTC, datetime

    from xlsxwriter import Workbook

    from seamscope.outputs.mark import MARK
    from seamscope.outputs.workbook.assumptions import write_assumptions
    from seamscope.outputs.workbook.lists import write_lists
    from seamscope.outputs.workbook.live import write_effort, write_summary, write_work
    from seamscope.outputs.workbook.sheet import styles

    content = BytesIO()
    plainly = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, plainly) as book:
        # a fixed date: the same survey gives the same bytes
        created = datetime(2000, 1, 1, tzinfo=UTC)
        book.set_properties({"created": created, "comments": MARK})
        looks = styles(book)
        write_summary(book, survey, looks)
        write_assumptions(book, survey, looks)
        write_effort(book, survey, looks)
        write_work(book, survey, looks)
        write_lists(book, survey, looks)
    return content.getvalue()
