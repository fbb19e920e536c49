"""Compare the survey of an estate before and after a change that removes, renames or garbles one
input.

No figure may look better after the change than before, unless a lost fact explains it.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from seamscope.cache import Cache
from seamscope.document import Survey
from seamscope.estimate import Scope
from seamscope.outputs.views.verdict import give_verdict
from seamscope.outputs.views.verdict_reasons import Advice
from seamscope.pipeline import Job, run
from seamscope.readiness import ReadinessState

TESTS = Path(__file__).parents[1]
SAMPLES = TESTS.parent / "inventories"
POCS = Path(__file__).parent / "pocs"
OWN = {"poc.yaml", "seamscope.yaml", "answers.yaml"}
# A lost file may hold sizes, which shift the average size of unknown integrations a little.
SHIFT = 0.99
STEP = 2**0.5  # ratio of the numbers to which the expected number of integrations is rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """A folder of inputs with its poc.yaml."""

    name: str
    inputs: Path
    poc: Path

    def list_files(self) -> list[str]:
        """Return the paths of all inputs."""
        files = (path for path in self.inputs.rglob("*") if path.is_file())
        return sorted(str(p.relative_to(self.inputs)) for p in files if p.name not in OWN)


def _find_folder(name: str) -> Path:
    """Return the folder of an estate that has no poc.yaml of its own."""
    folders = (TESTS / "estates" / name, TESTS / "estates/small" / name)
    return next(folder for folder in folders if folder.is_dir())


ESTATES = {
    estate.name: estate
    for estate in (
        *(
            Estate(name=poc.parent.name, inputs=poc.parent / "inputs", poc=poc)
            for poc in sorted((TESTS / "estates").glob("*/poc.yaml"))
        ),
        Estate(
            name="halden-pumps",
            inputs=SAMPLES / "halden-pumps",
            poc=SAMPLES / "halden-pumps/poc.yaml",
        ),
        *(
            Estate(name=poc.stem, inputs=SAMPLES / poc.stem, poc=poc)
            for poc in sorted(POCS.glob("*.yaml"))
        ),
        *(
            Estate(name=poc.stem, inputs=_find_folder(poc.stem) / "inputs", poc=poc)
            for poc in sorted((POCS / "estates").glob("*.yaml"))
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """An integration to build.
    p80: its P80 in hours.
    cfp: its size.
    factors: the multiplier of each factor.
    """

    p80: float
    cfp: float
    factors: Mapping[str, float]

    def has_lost_facts(self, less: "Integration") -> bool:
        """Return whether another survey lacks a fact that made this integration larger."""
        weaker = any(less.factors.get(key, 1.0) < value for key, value in self.factors.items())
        return weaker or less.cfp < self.cfp


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The facts that a reader of a survey sees.

    p80: P80 of production in hours.
    added: hours of the reserve for unread inputs in the P80.
    expected: number of integrations that the reserve expects.
    advice: the verdict of the survey.
    findings: number of findings, without the one that counts questions that are not listed.
    reasons: what was not read or not understood.
    unread: number of integrations that are expected in the unread inputs of each file.
    unreadable: files that were not read at all.
    contested: files that state one side of a contradiction.
    unrelated: texts that mention no known system.
    systems: number of systems.
    """

    p80: float
    added: float
    expected: float
    advice: Advice
    findings: int
    reasons: frozenset[str]
    unread: Mapping[str, float]
    unreadable: frozenset[str]
    contested: frozenset[str]
    unrelated: frozenset[str]
    systems: int
    integrations: Mapping[str, Integration]

    @property
    def hours(self) -> float:
        """Return the sum of the P80 of all integrations."""
        return sum(one.p80 for one in self.integrations.values())


def look(folder: Path, poc: Path, cache: Cache) -> Health:
    """Survey a folder, and return the facts that a reader of the survey sees."""
    survey = run(Job(paths=(folder,), poc=poc, jobs=1), cache=cache).survey
    assert survey.totals is not None
    unread = survey.totals.not_readable
    return Health(
        p80=survey.totals.production.p80,
        added=unread.added_hours if unread else 0.0,
        expected=unread.expected if unread else 0.0,
        advice=give_verdict(survey).advice,
        findings=sum("and not listed" not in one.what for one in survey.findings),
        reasons=frozenset(_list_reasons(survey)),
        unread=_sum_unread(survey),
        unreadable=frozenset(one.evidence.file for one in survey.skipped if one.kind == "file"),
        contested=frozenset(
            place.file
            for line in survey.readiness
            if line.state is ReadinessState.CONTRADICTED
            for place in line.evidence
        ),
        unrelated=frozenset(
            place.file
            for part in (unread.parts if unread else ())
            if part.what == "text without system names"
            for place in part.evidence
        ),
        systems=len(survey.systems),
        integrations={
            one.integration: Integration(
                p80=one.effort_hours.p80,
                cfp=one.cfp,
                factors={factor.name: factor.multiplier for factor in one.factors},
            )
            for one in survey.estimates
            if one.in_total and one.scope is Scope.PRODUCTION
        },
    )


def _list_reasons(survey: Survey) -> Iterator[str]:
    for item in survey.skipped:
        yield f"{item.evidence}: {item.reason}"
    for residue in survey.residue:
        yield f"{residue.evidence}: {residue.value}"
    unread = survey.totals.not_readable if survey.totals else None
    for part in unread.parts if unread else ():
        yield from (f"{part.what} {number}" for number in range(part.count))


def _sum_unread(survey: Survey) -> dict[str, float]:
    unread = survey.totals.not_readable if survey.totals else None
    parts = {part.what: part.expected / part.count for part in unread.parts} if unread else {}
    found: dict[str, float] = {}
    rate = max(parts.values(), default=0.0)
    places = [
        *(item.evidence for item in survey.skipped if item.kind not in {"note", "columns"}),
        *(one.evidence for one in survey.residue),
        *(min(node.evidence) for node in survey.endpoints if node.evidence),
    ]
    for place in places:
        found[place.file] = found.get(place.file, 0.0) + rate
    return found


def garble(content: bytes) -> bytes:
    """Return the content with its five middle lines reversed and marked with `@@@`."""
    lines = content.decode("utf-8", "replace").splitlines(keepends=True)
    middle = len(lines) // 2
    for place in range(max(0, middle - 2), min(len(lines), middle + 3)):
        lines[place] = f"@@@ {lines[place][::-1].strip()}\n"
    return "".join(lines).encode()


def _rename(path: Path) -> None:
    path.rename(path.with_name(f"renamed_{path.name}"))


CHANGES: dict[str, Callable[[Path], object]] = {
    "garble": lambda path: path.write_bytes(garble(path.read_bytes())),
    "rename": _rename,
    "remove": Path.unlink,
}


def change_inputs(
    estate: Estate, folder: Path, cache: Cache, choose: Callable[[str], list[str]]
) -> Iterator[tuple[str, str, Health, Health]]:
    """Yield the file, the change, and the health of the estate before and after each change.

    folder: folder to which the estate is copied.
    choose: function that returns the names of the changes to make to a file.
    """
    shutil.copytree(estate.inputs, copy := folder / estate.name)
    poc = folder / "poc.yaml"
    shutil.copy(estate.poc, poc)
    whole = look(copy, poc, cache)
    for name in estate.list_files():
        path, content = copy / name, (copy / name).read_bytes()
        for change in choose(name):
            CHANGES[change](path)
            yield name, change, whole, look(copy, poc, cache)
            path.with_name(f"renamed_{path.name}").unlink(missing_ok=True)
            path.write_bytes(content)


def list_violations(file: str, change: str, whole: Health, less: Health) -> Iterator[str]:
    """Yield each figure that looks better after a file was removed, renamed or garbled, although no
    lost fact explains it.

    whole: the state of the survey of all files.
    less: the state after the change.
    """
    order = list(Advice)
    # A missing file cannot contradict another one.
    is_settled = change == "remove" and file in whole.contested
    if order.index(less.advice) > order.index(whole.advice) and not is_settled:
        yield f"advice {whole.advice.name} → {less.advice.name}"
    # The content of a missing file cannot be known.
    is_silent = change != "remove" and less.findings < whole.findings
    if is_silent and less.reasons <= whole.reasons:
        yield f"findings {whole.findings} → {less.findings}"
    is_lost = change == "remove" or file in less.unreadable
    own = whole.unread.get(file, 0.0) if is_lost else 0.0
    for key, one in whole.integrations.items():
        other = less.integrations.get(key)
        # Without it, nothing lists the system by this name, and no fact about it is known.
        if other and other.p80 < one.p80 * SHIFT and not one.has_lost_facts(other):
            yield f"{key}: P80 {one.p80} → {other.p80} hours without a lost fact"
    kept = min(1.0, less.hours / whole.hours)
    # Without a list, a text may mention no known system any more, and counts less.
    is_unlisted = change == "remove" and bool(less.unrelated - whole.unrelated)
    # Damaged rows of a list may be names that nobody knows, and a missing list no longer joins the
    # names of one system; then there are more systems, and the share of the POC is smaller.
    is_grown = change != "rename" and less.systems > whole.systems
    floor = whole.p80 - (whole.added if own or is_unlisted or is_grown else 0.0)
    if less.p80 < floor * kept * SHIFT:
        yield f"P80 {less.p80 / whole.p80 - 1:+.1%}, of which {kept - 1:+.1%} are lost facts"
    # The number is rounded up by at most one step, so that a lost file may lower it by one step
    # more than its own unread inputs.
    is_lower = own or is_unlisted or is_grown
    least = whole.expected / STEP - own if is_lower else whole.expected
    if less.expected < least * SHIFT:
        yield f"unread integrations {whole.expected:.3f} → {less.expected:.3f}"
