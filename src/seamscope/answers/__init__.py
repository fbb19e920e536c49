"""Answers to the questions of a survey: read, apply and update `answers.yaml`.

The file belongs to the person who fills it in. A run reads it before records are resolved, and
converts its answers to decisions that override every source. At the end, the run adds the open
questions.
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.answers.applying import Applied, apply
    from seamscope.answers.choices import (
        describe_answers,
        is_closed,
        label_choice,
        list_choices,
        restore_choice,
    )
    from seamscope.answers.entry import CONNECTOR, NAME, Answered, AnswerFile, Entry, load_rules
    from seamscope.answers.following import Asked, follow_names
    from seamscope.answers.identity import assign_ids
    from seamscope.answers.importing import import_answers
    from seamscope.answers.lowering import check_answer
    from seamscope.answers.names import AnswerError, Names
    from seamscope.answers.poc_facts import fill_in_facts
    from seamscope.answers.reading import parse, read_answers
    from seamscope.answers.schema import build_answers_schema
    from seamscope.answers.words import affirms
    from seamscope.answers.workbook import read_workbook
    from seamscope.answers.writing import clear_entry, fill_in_answers, rank_questions, update_file
else:
    __getattr__ = import_later(
        __name__,
        {
            "applying": (
                "Applied",
                "apply",
            ),
            "choices": (
                "describe_answers",
                "is_closed",
                "label_choice",
                "list_choices",
                "restore_choice",
            ),
            "entry": (
                "AnswerFile",
                "Answered",
                "CONNECTOR",
                "Entry",
                "NAME",
                "load_rules",
            ),
            "following": (
                "Asked",
                "follow_names",
            ),
            "identity": ("assign_ids",),
            "importing": ("import_answers",),
            "lowering": ("check_answer",),
            "names": (
                "AnswerError",
                "Names",
            ),
            "poc_facts": ("fill_in_facts",),
            "reading": (
                "parse",
                "read_answers",
            ),
            "schema": ("build_answers_schema",),
            "words": ("affirms",),
            "workbook": ("read_workbook",),
            "writing": (
                "clear_entry",
                "fill_in_answers",
                "rank_questions",
                "update_file",
            ),
        },
    )

__all__ = [
    "CONNECTOR",
    "NAME",
    "AnswerError",
    "AnswerFile",
    "Answered",
    "Applied",
    "Asked",
    "Entry",
    "Names",
    "affirms",
    "apply",
    "assign_ids",
    "build_answers_schema",
    "check_answer",
    "clear_entry",
    "describe_answers",
    "fill_in_answers",
    "fill_in_facts",
    "follow_names",
    "import_answers",
    "is_closed",
    "label_choice",
    "list_choices",
    "load_rules",
    "parse",
    "rank_questions",
    "read_answers",
    "read_workbook",
    "restore_choice",
    "update_file",
]
