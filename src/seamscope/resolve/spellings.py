"""Map all spellings of a host or bucket to one value.

A spelling may be with or without port, protocol and domain.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from seamscope.records import Clue, ClueKind
from seamscope.resolve.names import unquote

PLACES = frozenset({ClueKind.HOST, ClueKind.SERVER, ClueKind.SOURCE})
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-f:]*?::)[0-9a-f:]++")
BUCKETS = (
    (re.compile(r"(?:s3[an]?)://(?P<name>[^/?]+).*"), "s3"),
    (
        re.compile(
            r"(?:https?://)?(?P<name>[\w.-]{1,255}?)\.s3(?:[.-][a-z0-9]{1,30}){0,8}\.amazonaws\.com(?:[:/].*)?"
        ),
        "s3",
    ),
    (re.compile(r"(?:gs|gcs)://(?P<name>[^/?]+).*"), "gs"),
    (
        re.compile(r"(?:https?://)?(?P<name>[\w.-]{1,255}?)\.storage\.googleapis\.com(?:[:/].*)?"),
        "gs",
    ),
    (
        re.compile(
            r"(?:(?:abfss?|wasbs?|https?)://)?(?:[\w$-]++@)?(?P<name>[\w-]++)\."
            r"(?:dfs|blob)\.core\.windows\.net(?:[:/].*)?"
        ),
        "azure",
    ),
)


def get_bucket(value: str) -> str:
    """Return a bucket or storage account as a URL: `s3://name`, `gs://name` or `azure://name`.

    Return "" if the value is neither a bucket nor a storage account.
    """
    plain = unquote(value)
    for pattern, scheme in BUCKETS:
        if found := pattern.fullmatch(plain):
            return f"{scheme}://{found['name']}"
    return ""


def get_host_name(value: str) -> str:
    """Return a host without protocol, port and instance: ``tcp:erp01,1433`` → ``erp01``."""
    plain = re.sub(r"^(?:tcp|np|lpc):", "", unquote(value))
    plain = re.sub(r"^[a-z][\w+.-]*://", "", plain).rpartition("@")[2]
    return re.split(r"[\\,/]|:\d+$", plain)[0].rstrip(".")


def get_host_label(value: str) -> str:
    """Return the first label of a host: ``erp01.corp:1433`` → ``erp01``.

    An IP address is returned as a whole.
    """
    name = get_host_name(value)
    return name if ADDRESS.fullmatch(name) else name.partition(".")[0]


class Spellings:
    """Maps a short host name to its full name if only one is known: ``erp01`` → ``erp01.corp``."""

    def __init__(self, hosts: Iterable[str]) -> None:
        by_label: dict[str, set[str]] = defaultdict(set)
        for host in map(get_host_name, hosts):
            if host and not ADDRESS.fullmatch(host):
                by_label[get_host_label(host)].add(host)
        self._fullest: dict[str, str] = {}
        for names in by_label.values():
            whole = [n for n in names if not any(o.startswith(f"{n}.") for o in names)]
            if len(whole) == 1:
                self._fullest |= dict.fromkeys((*names, whole[0].partition(".")[0]), whole[0])

    def find_key(self, clue: Clue) -> str:
        """Return the value by which a clue is indexed. It is equal for all spellings of a host."""
        if clue.kind not in PLACES:
            return unquote(clue.value)
        if bucket := get_bucket(clue.value):
            return bucket
        return self.find_host(clue.value) if clue.kind is ClueKind.HOST else unquote(clue.value)

    def find_host(self, value: str) -> str:
        """Return the same value for all spellings of a host: its full name or its bucket."""
        name = get_host_name(value)
        full = self._fullest.get(name, name)
        return get_bucket(value) or get_bucket(full) or full


def list_hosts(clues: Iterable[Clue]) -> list[str]:
    """Return the hosts among these clues, in their original spelling."""
    return [clue.value for clue in clues if clue.kind is ClueKind.HOST]
