"""Knowing less never makes an estate look healthier: a property over the inputs of a sample.

One input is removed, renamed or garbled at a time.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from seamscope.cache import Cache, open_cache
from seamscope.outputs.views.verdict import Advice, give_verdict
from seamscope.pipeline import Job, run

SAMPLES = Path(__file__).parents[2] / "inventories"
SAMPLE = SAMPLES / "halden-pumps"
OWN = {"poc.yaml", "seamscope.yaml", "answers.yaml", "README.md"}
FILES = sorted(
    str(path.relative_to(SAMPLE))
    for path in SAMPLE.rglob("*")
    if path.is_file() and path.name not in OWN
)

# An estate whose author had not seen the code, with a POC for it, and a sample of its inputs.
ESTATE = Path(__file__).parents[1] / "estates/insurer/inputs"
ESTATE_POC = """
name: Claims triage
business_problem: Claims wait for days before anybody looks at them.
sponsor: Head of claims
start: "2027-01-11"
reads:
  - {system: Schadensystem, mechanism: api, latency: near real time}
  - {system: Zentrales Partnersystem, mechanism: api, latency: near real time}
writes:
  - {system: Analytisches Datenlager, mechanism: api, latency: near real time}
sla: medium
environments: 2
users: 50
"""
# A file that is lost may hold sizes, which shift the average size of unknown integrations a little.
SHIFT = 0.99
ESTATE_FILES = [
    "README.md",
    "adf/linkedService/ls_adl_postgres.json",
    "camel/schaden-friss-routen.xml",
    "jobs/lade_leben.sh",
    pytest.param(
        "listen/Anwendungsliste_2025-09.xlsx",
        marks=pytest.mark.xfail(reason="the systems that only this list names are not priced"),
    ),
    "sql/exkasso/usp_Zahlauftraege_uebernehmen.sql",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a reader of a survey sees: the P80, the advice, the findings, what was not read.

    unread: how much was not read, by kind.
    """

    p80: float
    advice: Advice
    findings: int
    unread: Mapping[str, int]

    def adds_a_reason_to(self, other: "Health") -> bool:
        """Return whether more of some kind was not read than in the other survey."""
        return any(count > other.unread.get(what, 0) for what, count in self.unread.items())


def look(folder: Path, cache: Cache) -> Health:
    survey = run(Job(paths=(folder,), poc=folder / "poc.yaml", jobs=1), cache=cache).survey
    assert survey.totals is not None
    parts = survey.totals.not_readable.parts if survey.totals.not_readable else ()
    return Health(
        p80=survey.totals.production.p80,
        advice=give_verdict(survey).advice,
        findings=len(survey.findings),
        unread={part.what: part.count for part in parts},
    )


def garble(content: bytes) -> bytes:
    """Return a text of which five lines in the middle are noise."""
    lines = content.decode("utf-8", "replace").splitlines(keepends=True)
    middle = len(lines) // 2
    for place in range(max(0, middle - 2), min(len(lines), middle + 3)):
        lines[place] = f"@@@ {lines[place][::-1].strip()}\n"
    return "".join(lines).encode()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cache]:
    """The inputs that stay are read once; a cache changes no result."""
    with open_cache(tmp_path_factory.mktemp("cache")) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(cache: Cache) -> Health:
    return look(SAMPLE, cache)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_garbled_or_renamed_input_never_looks_healthier(
    name: str, whole: Health, cache: Cache, tmp_path: Path
) -> None:
    """P80 and advice never improve; fewer findings come with more that was not read."""
    for number, change in enumerate(("garble", "rename")):
        copy = tmp_path / f"{number}"
        shutil.copytree(SAMPLE, copy)
        path = copy / name
        if change == "garble":
            path.write_bytes(garble(path.read_bytes()))
        else:
            path.rename(path.with_name(f"renamed_{path.name}"))
        less = look(copy, cache)
        assert less.p80 >= whole.p80, change
        assert less.advice is whole.advice, change
        assert less.findings >= whole.findings or less.adds_a_reason_to(whole), change


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_removed_input_never_lowers_the_total(
    name: str, whole: Health, cache: Cache, tmp_path: Path
) -> None:
    """Nobody can count what is not there, but P80 and advice do not improve by it."""
    shutil.copytree(SAMPLE, copy := tmp_path / "copy")
    (copy / name).unlink()
    less = look(copy, cache)
    assert less.p80 >= whole.p80
    assert less.advice is whole.advice


@pytest.fixture(scope="module")
def estate(cache: Cache, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Health]:
    """A copy of the estate with its POC, and its health; tests restore what they change."""
    shutil.copytree(ESTATE, copy := tmp_path_factory.mktemp("estate") / "copy")
    (copy / "poc.yaml").write_text(ESTATE_POC)
    return copy, look(copy, cache)


@pytest.mark.slow
@pytest.mark.parametrize("name", ESTATE_FILES)
def test_an_estate_with_less_never_looks_healthier(
    name: str, estate: tuple[Path, Health], cache: Cache
) -> None:
    """Neither without an input nor with noise in it."""
    folder, healthy = estate
    content = (folder / name).read_bytes()
    try:
        for change in ("garble", "remove"):
            (folder / name).unlink()
            if change == "garble":
                (folder / name).write_bytes(garble(content))
            less = look(folder, cache)
            assert less.p80 >= healthy.p80 * SHIFT, change
            assert less.advice is healthy.advice, change
            (folder / name).write_bytes(content)
    finally:
        (folder / name).write_bytes(content)
