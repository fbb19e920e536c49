"""Write profiles to the JSON file that `survey` reads."""

from collections.abc import Iterable

import msgspec

from seamscope.profiling.measuring import Measured
from seamscope.profiling.scope import Chosen
from seamscope.records import Measurement
from seamscope.version import __version__

DECIMALS = 6


def encode_profiles(found: Iterable[tuple[Chosen, Measured]], measured: str) -> bytes:
    """Return the content of the file, with one line per measurement.

    Equal data give equal bytes.

    measured: ISO date or time of the measurements.
    """
    head = {
        "seamscope_profile": 1,
        "tool": f"seamscope {__version__}",
        "measured": measured,
    }
    profiles = b",\n".join(_encode_profile(chosen, result) for chosen, result in found)
    fields = b"".join(b"%s: %s,\n" % (_encode(k), _encode(v)) for k, v in head.items())
    return b"{\n" + fields + b'"profiles": [\n' + profiles + b"\n]\n}\n"


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value)


def _encode_profile(chosen: Chosen, result: Measured) -> bytes:
    head = {
        "system": chosen.system,
        "dataset": chosen.dataset,
        "file": result.table.file,
        "rows": result.rows,
        "sampled": result.sampled,
        "newest": result.newest,
    }
    fields = b", ".join(b"%s: %s" % (_encode(k), _encode(v)) for k, v in head.items() if v != "")
    lines = b",\n  ".join(_encode(_list_fields(one)) for one in result.measurements)
    return b" {" + fields + b', "measurements": [\n  ' + lines + b"\n ]}"


def _list_fields(one: Measurement) -> dict[str, object]:
    """Return the fields of a measurement that are not empty."""
    fields: dict[str, object] = {"measure": one.measure.value, "columns": one.columns}
    if one.count is not None:
        fields["count"] = one.count
    if one.share is not None:
        fields["share"] = round(one.share, DECIMALS)
    if one.error:
        fields["error"] = round(one.error, DECIMALS)
    texts = (("rule", one.rule), ("refers_to", one.refers_to))
    return fields | {name: text for name, text in texts if text}
