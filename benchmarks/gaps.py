"""Remove, rename and garble every input of the test estates, and list the results that improve.

    python benchmarks/gaps.py [ESTATE…]

A result must not improve if less is known, so each line of the output is a fault; exit 1 if there
is one. `tests/metamorphic/test_gaps.py` tests this property with one change of each input. All
changes of all estates take about 30 minutes.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.metamorphic.gaps import CHANGES, ESTATES, change_inputs, list_violations

from seamscope.cache import open_cache


def main() -> int:
    """Print the violations of each estate; exit 1 if there are any."""
    broken = 0
    with tempfile.TemporaryDirectory() as folder, open_cache(Path(folder) / "cache") as cache:
        for name in sys.argv[1:] or ESTATES:
            runs = change_inputs(ESTATES[name], Path(folder), cache, lambda _: list(CHANGES))
            count = 0
            for file, change, whole, less in runs:
                count += 1
                for violation in list_violations(file, change, whole, less):
                    broken += 1
                    print(f"{name}: {file} ({change}): {violation}", flush=True)
            print(f"{name}: {count} changes", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
