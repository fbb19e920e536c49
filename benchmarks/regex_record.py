"""Record the regular expressions that functions build while the program runs.

The source does not contain these expressions, because they are joined from parts or from the words
of vocabulary files.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from click.testing import CliRunner
from regex_collect import AT_START, ROOT, Expression, as_text

from seamscope.cli import main
from seamscope.knowledge import signs, variable_signs

CASES = ROOT / "connectors" / "cases"

MOST = 3  # expressions of one place: more of them differ only in a word of the input


@contextmanager
def recording() -> Iterator[list[Expression]]:
    """Fill a list with the expressions that the project's modules compile inside the block."""
    found: list[Expression] = []
    counts: dict[str, int] = {}
    seen: set[tuple[object, int]] = set()
    compile_: Callable[..., re.Pattern[str]] = re._compile  # type: ignore[attr-defined]

    def compile_and_record(pattern: object, flags: int) -> re.Pattern[str]:
        result = compile_(pattern, flags)
        frame = sys._getframe(1)
        method, caller = frame.f_code.co_name, frame.f_back
        key = (result.pattern, int(result.flags))
        path = Path(caller.f_code.co_filename) if caller is not None else Path()
        if key not in seen and caller is not None and path.is_relative_to(ROOT):
            seen.add(key)
            module = caller.f_globals["__name__"]
            place = f"{module}:{caller.f_lineno}"
            counts[place] = counts.get(place, 0) + 1
            if counts[place] <= MOST or "knowledge" in module or "connector.secret" in module:
                found.append(
                    Expression(
                        place=f"{place} {str(result.pattern)[:40]!r}",
                        pattern=as_text(result),
                        searched=method not in AT_START,
                    )
                )
        return result

    with mock.patch.object(re, "_compile", compile_and_record):
        yield found


def record_run() -> list[Expression]:
    """Return the expressions that are built while all cases of the connectors are read."""
    signs.compile_signs.cache_clear()
    signs.compile_web.cache_clear()
    variable_signs.compile_variable_signs.cache_clear()
    with recording() as built, TemporaryDirectory() as folder:
        for language in signs.LANGUAGES:
            signs.compile_signs(language)
        signs.compile_web()
        variable_signs.compile_variable_signs()
        words = ["survey", str(CASES), "-o", str(Path(folder) / "out")]
        result = CliRunner().invoke(main, words)
    if result.exit_code not in {0, 2}:
        raise RuntimeError(result.output[-2000:])
    return built
