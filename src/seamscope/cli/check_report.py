"""Print the messages of `check` on stderr, and set its exit code."""

import sys
from collections.abc import Iterable

from seamscope.cli.messages import exit_with_nothing, print_message, print_note
from seamscope.errors import SeamscopeError
from seamscope.gates import Check
from seamscope.outputs.views.coverage_line import describe_read
from seamscope.wording import format_count, translate


def report_check(check: Check, unused: Iterable[SeamscopeError]) -> None:
    """Print failed gates and notes on stderr; exit with 1 if a gate failed, 3 if no systems exist.

    unused: a message for each seamscope.yaml that was found but not used.
    """
    if check.place:
        print_note(translate("using {files}", files=check.place))
    for note in (*unused, *check.notes):
        print_message(str(note))
    print_note(describe_read(check.survey))
    accepted = sum(finding.is_accepted for finding in check.accepted)
    if accepted:
        words = format_count(accepted, "finding")
        print_note(translate("{findings} accepted in seamscope.yaml", findings=words))
    if check.failed:
        print_message(
            translate(
                "{failed} of {gates} gates failed: {names}",
                failed=len(check.failed),
                gates=len(check.gates),
                names=", ".join(check.failed),
            )
        )
        sys.exit(1)
    if check.survey.is_empty:
        exit_with_nothing(translate("the survey has no system, so there was nothing to check"))
