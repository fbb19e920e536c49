"""Try every regular expression of the project on strings that are built to slow it down.

    python benchmarks/regular_expressions.py [--length 100000] [--seconds 2]
        [--shard 1/2] [--log measured.jsonl]

The strings are built from the expression itself. They repeat characters that its parts match,
alone, in pairs, or after a literal beginning, and texts that it matches up to one of its
repetitions. An expression that is only matched at the start of a string is tried only there.

Each string is tried at a hundredth of `length`. The slowest strings, and those whose time grows
fastest, are tried at a tenth of `length`, and the slowest and fastest-growing of these at the full
`length`. If the time is proportional to the length, ten times the text takes ten times as long. An
expression is reported if a string takes longer than `seconds` of CPU, or if its time grows faster
than its length. With `--log`, the results are kept, and a second run continues where the first
ended. `tests/expressions` has the same check without a clock.
"""

import argparse
import hashlib
import heapq
import json
import re
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from regex_collect import Expression, collect
from regex_hostile import repeats
from regex_record import record_run


class _TooLongError(Exception):
    """One string took longer than the limit."""


def _stop(*_: object) -> None:
    raise _TooLongError


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The slowest string for an expression.

    seconds: CPU seconds for the string.
    growth: how many times as long it took as a string of a tenth of the length.
    text: the beginning of the string.
    """

    seconds: float
    growth: float
    text: str

    def is_slow(self, limit: float) -> bool:
        """Return whether the string took too long, or its time grows faster than its length."""
        return self.seconds > limit or (self.seconds > NOISE and self.growth > LINEAR)


NOISE = 0.1  # seconds of CPU below which growth says nothing
LINEAR = 25.0  # 10 for time in proportion to the length, 100 for the square
SHORTEST = 1e-5  # seconds of CPU; less is not measured precisely
# Strings of an expression that are tried at a tenth of the length, and at the full length.
MANY, FEW = 40, 4


def time_text(pattern: re.Pattern[str], text: str, seconds: float, *, searched: bool) -> float:
    """Return the seconds of CPU for one string; a string that takes longer than `seconds` is
    stopped.
    """
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        for _ in pattern.finditer(text) if searched else ():
            pass
        pattern.match(text)
        pattern.fullmatch(text)
    except _TooLongError:
        return max(seconds * 1.01, time.process_time() - began)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def measure(pattern: re.Pattern[str], length: int, seconds: float, *, searched: bool) -> Measured:
    """Return the slowest string for an expression.

    The first string that takes longer than `seconds` is returned at once.
    """
    signal.signal(signal.SIGVTALRM, _stop)
    tried = [(0.0, 0.0, one) for one in repeats(pattern)]
    for size, kept in ((length // 100, MANY), (length // 10, FEW)):
        timed = []
        for last, _, one in tried:
            took = time_text(pattern, one.text(size), seconds, searched=searched)
            if took > seconds:
                return Measured(seconds=took, growth=took / max(last, SHORTEST), text=str(one)[:80])
            timed.append((took, took / max(last, SHORTEST), one))
        slowest = heapq.nlargest(kept, timed, key=lambda item: item[0])
        growing = heapq.nlargest(kept, timed, key=lambda item: item[1])
        tried = list(dict.fromkeys([*slowest, *growing]))
    worst = Measured(seconds=0.0, growth=0.0, text="")
    for last, _, one in tried:
        full = time_text(pattern, one.text(length), seconds, searched=searched)
        found = Measured(seconds=full, growth=full / max(last, SHORTEST), text=str(one)[:80])
        if found.is_slow(seconds):
            return found
        worst = max(worst, found, key=lambda item: item.seconds)
    return worst


def list_expressions(*, built: bool) -> list[Expression]:
    """Return the expressions in the source and those that functions build in a run."""
    found = collect()
    known = {(one.pattern.pattern, one.pattern.flags) for one in found}
    if built:
        found += [
            one for one in record_run() if (one.pattern.pattern, one.pattern.flags) not in known
        ]
    return found


def main() -> int:
    """Print the expressions that are too slow; exit 1 if there is one."""
    chosen = _options()
    number, _, count = chosen.shard.partition("/")
    expressions = [one for one in list_expressions(built=chosen.built) if chosen.only in one.place][
        int(number) - 1 :: int(count)
    ]
    found = _read(chosen.log)
    for one in expressions:
        key = _key(one)
        if key in found:
            continue
        worst = measure(one.pattern, chosen.length, chosen.seconds, searched=one.searched)
        found[key] = (one.place, worst)
        _keep(chosen.log, key, one.place, worst)
        if worst.is_slow(chosen.seconds):
            took = f"{worst.seconds:.2f} s, × {worst.growth:.0f}"
            print(f"{one.place}: {took}: {worst.text}", flush=True)
    results = sorted((found[_key(one)] for one in expressions), key=lambda pair: -pair[1].seconds)
    print("slowest:")
    for place, worst in results[: chosen.show]:
        print(f"  {worst.seconds:.3f} s, × {worst.growth:.0f}  {place}: {worst.text}")
    failed = sum(worst.is_slow(chosen.seconds) for _, worst in results)
    print(f"{len(expressions)} expressions, {failed} too slow")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--length", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--show", type=int, default=10, help="how many of the slowest to print")
    options.add_argument("--only", default="", help="a part of the expression's place")
    options.add_argument("--shard", default="1/1", help="the first of two parts: 1/2")
    options.add_argument("--log", type=Path, help="keep results here, and continue from them")
    options.add_argument(
        "--built",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also expressions that functions build",
    )
    return options.parse_args()


def _key(one: Expression) -> str:
    said = repr((one.pattern.pattern, int(one.pattern.flags), one.searched))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _read(log: Path | None) -> dict[str, tuple[str, Measured]]:
    if log is None or not log.exists():
        return {}
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return {row.pop("key"): (row.pop("place"), Measured(**row)) for row in rows}


def _keep(log: Path | None, key: str, place: str, worst: Measured) -> None:
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "place": place, **asdict(worst)}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
