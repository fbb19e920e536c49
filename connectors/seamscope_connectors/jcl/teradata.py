"""Read the scripts that Teradata's clients run in a JCL step, with DD names replaced by file
paths.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from seamscope.connector.commands import read_teradata
from seamscope.connector.commands.types import Step

CLIENTS = frozenset(
    {"BTQMAIN", "BTEQ", "FASTLOAD", "FASTLOD", "MLOAD", "XPORT", "FASTEXP", "TPUMP"}
)
# `DDNAME=RATES` is the form of `FILE=/in/rates.csv` on z/OS.
DDNAME = re.compile(
    r"\b(?:DDNAME|(?:IN|OUT)?FILE)\s{0,9}=?\s{0,9}(?P<name>[A-Z@#$][\w@#$]{0,7})\b", re.I
)


def read_client(lines: Sequence[str], places: Mapping[str, str]) -> Iterator[Step]:
    """Yield the steps of a script that BTEQ or another client of Teradata runs.

    places: the path for each DD name, in upper case.
    """

    def replace(found: re.Match[str]) -> str:
        path = places.get(found["name"].upper())
        return f"FILE='{path}'" if path else found[0]

    yield from read_teradata(DDNAME.sub(replace, "\n".join(lines)))
