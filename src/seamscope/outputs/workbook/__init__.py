"""The survey as an XLSX workbook that recalculates when its assumptions are edited."""

from io import BytesIO

from seamscope.document import Survey


def render_xlsx(survey: Survey) -> bytes:
    """Return the workbook; each formula is stored with its value, which file previews show."""
    from datetime import UTC, datetime

    from xlsxwriter import Workbook

    from seamscope.outputs.views.run_costs import get_run_cost
    from seamscope.outputs.workbook.assumptions import write_assumptions
    from seamscope.outputs.workbook.calculations import write_breakdown, write_effort, write_summary
    from seamscope.outputs.workbook.lists import write_lists
    from seamscope.outputs.workbook.plan import write_plan
    from seamscope.outputs.workbook.questions import write_questions
    from seamscope.outputs.workbook.sheet import build_formats
    from seamscope.outputs.writers.mark import MARK

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        # The creation date is fixed, so that the same survey yields the same bytes.
        created = datetime(2000, 1, 1, tzinfo=UTC)
        book.set_properties({"created": created, "comments": MARK})
        cost = get_run_cost(survey)
        styles = build_formats(book, cost.currency if cost else "")
        write_summary(book, survey, styles)
        write_assumptions(book, survey, styles)
        write_effort(book, survey, styles)
        write_breakdown(book, survey, styles)
        write_plan(book, survey, styles)
        write_questions(book, survey, styles)
        write_lists(book, survey, styles)
    return content.getvalue()
