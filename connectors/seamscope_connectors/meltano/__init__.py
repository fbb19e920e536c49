"""Meltano projects: which extractor fills which loader, by its jobs and schedules.

Keys as Meltano documents them: `plugins`, `jobs` with `tasks`, `schedules` with `job`, or with
`extractor` and `loader`, `environments`, `include_paths`. Files of a project are joined as its
`include_paths` say.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import clues, setting_clues
from seamscope.connector.entries import entry_fault
from seamscope.records import (
    Certainty,
    ClueKind,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Record,
    Skipped,
    SystemRef,
)

from .project import Plugin, Project, projects

TOP = re.compile(
    r"^(plugins|jobs|schedules|environments|include_paths|project_id|default_environment)\s*:", re.M
)
SECTION = re.compile(
    r"^plugins\s*:\s*(?:#.*)?\n(?:\s*(?:#.*)?\n)*\s+(extractors|loaders)\s*:", re.M
)
UNPLANNED = "no schedule here runs the job; somebody or something else may"
SIDES = {"extractors": "extractor", "loaders": "loader"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An extractor that fills a loader; where: the task or schedule that says so."""

    tap: str
    target: str
    where: Doc
    job: str = ""
    interval: str = ""
    reason: str = ""


class MeltanoConnector(Connector):
    """Reads meltano.yml and the files it includes."""

    name = "meltano"
    reads = "Meltano projects (meltano.yml and what it includes)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".yml", ".yaml"}:
            return None
        if file.named("meltano.y*ml"):
            return Claim(reason="is called meltano.yml", group=self.name)
        head = file.head(65536)
        if file.named("*meltano.y*ml") and TOP.search(head):
            return Claim(reason="has settings of a Meltano project", group=self.name)
        if SECTION.search(head):
            return Claim(reason="lists extractors or loaders under `plugins:`", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for found in projects(source.files):
            match found:
                case Skipped():
                    yield found
                case Project():
                    yield from _read(found)


def _read(project: Project) -> Iterator[Record]:
    runs: list[Run] = []
    for run in (*_jobs(project), *_schedules(project)):
        match run:
            case Run():
                runs.append(run)
                yield from _flows(project, run)
            case other:
                yield other
    used = {name for run in runs for name in (run.tap, run.target)}
    # What others inherit from is at work through them.
    used |= {plugin.name for name in sorted(used) for plugin in project.line(name)}
    idle = [p for p in project.plugins.values() if p.name not in used and p.kind in SIDES]
    parents = {p.doc["inherit_from"].text for p in idle}
    yield from (_interface(project, plugin) for plugin in idle if plugin.name not in parents)
    if idle:
        what = f"in no job, so no flow is known of: {', '.join(p.name for p in idle)[:300]}"
        yield entry_fault(
            what, "say what they fill, in a job or the inventory", idle[0].doc.evidence
        )


def _jobs(project: Project) -> Iterator[Run | Skipped]:
    plans = _intervals(project)
    steps: list[tuple[str, Doc]] = []
    for job in project.entries("jobs"):
        name = job["name"].text
        for task in job["tasks"] if job["tasks"].is_list else (job["tasks"],):
            words = [word for text in task.texts for word in text.split()]
            for found in _runs(project, words, task):
                match found:
                    case Run():
                        yield Run(
                            tap=found.tap, target=found.target, where=task, job=name,
                            interval=", ".join(filter(None, plans.get(name, ()))),
                            reason=_joined(found.reason, "" if name in plans else UNPLANNED),
                        )  # fmt: skip
                    case str():
                        steps.append((found, task))
                    case Skipped():
                        yield found
    if steps:
        kinds = sorted({word.partition(":")[0] for word, _ in steps})
        what = f"steps of jobs that run commands are not read: {len(steps)} ({', '.join(kinds)})"
        yield entry_fault(what[:300], "give the dbt manifest or the scripts", steps[0][1].evidence)


def _intervals(project: Project) -> dict[str, list[str]]:
    """Return the intervals at which schedules run each job."""
    plans: dict[str, list[str]] = defaultdict(list)
    for doc in project.entries("schedules"):
        if job := doc["job"].text:
            plans[job].append(doc["interval"].text)
    return plans


def _runs(project: Project, words: list[str], task: Doc) -> Iterator[Run | Skipped | str]:
    """Yield the pairs of a task, the steps that are none, and extractors that fill nothing."""
    tap = ""
    for word in words:
        kind, reason = _kind(project, word)
        if kind == "extractors":
            if tap:
                yield _unpaired(tap, task)
            tap = word
        elif kind == "loaders":
            if tap:
                doubt = reason or _kind(project, tap)[1]
                yield Run(tap=tap, target=word, where=task, reason=doubt)
            else:
                yield _unpaired(word, task)
            tap = ""
        elif kind != "mappers" and not word.startswith("-"):
            yield word
    if tap:
        yield _unpaired(tap, task)


def _unpaired(name: str, task: Doc) -> Skipped:
    what = f"{name} has no other side in this task"
    return entry_fault(what, "write the task as `tap target`", task.evidence)


def _kind(project: Project, name: str) -> tuple[str, str]:
    """Return what kind of plugin a word of a task is, and the doubt if it is only by its name."""
    if name in project.plugins:
        return project.plugins[name].kind, ""
    kind = {"tap": "extractors", "target": "loaders"}.get(name.partition("-")[0], "")
    return kind, f"{name} is not among the plugins; its name says what it is"


def _schedules(project: Project) -> Iterator[Run | Skipped]:
    jobs = {job["name"].text for job in project.entries("jobs")}
    for doc in project.entries("schedules"):
        job, tap, target = (doc[key].text for key in ("job", "extractor", "loader"))
        if job and job not in jobs:
            what = f"schedule {doc['name'].text} runs job {job}, which is not there"
            yield entry_fault(what, "give the file that defines it", doc.evidence)
        elif not job and tap and target:
            doubts = [doubt for name in (tap, target) if (doubt := _kind(project, name)[1])]
            yield Run(
                tap=tap, target=target, where=doc, job=doc["name"].text,
                interval=doc["interval"].text, reason=doubts[0] if doubts else "",
            )  # fmt: skip
        elif not job:
            what = "a schedule without a job, or an extractor and a loader"
            yield entry_fault(what, "name what it runs", doc.evidence)


def _flows(project: Project, run: Run) -> Iterator[Flow]:
    for stream, doubt in _streams(project.select(run.tap)):
        reason = _joined(run.reason, doubt)
        yield Flow(
            source=Endpoint(system=_system(project, run.tap), dataset=stream),
            target=Endpoint(
                system=_system(project, run.target),
                dataset=project.table(run.tap, run.target, stream),
            ),
            evidence=run.where.evidence,
            mechanism=Mechanism.ETL,
            technology=f"Meltano {run.tap} to {run.target}",
            frequency=run.interval,
            latency="batch",
            certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
            reason=reason,
        )


def _joined(*reasons: str) -> str:
    return "; ".join(reason for reason in reasons if reason)


def _streams(patterns: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the streams that `stream.attribute` patterns choose, and the doubt about each.

    [("", "")] where none is named: Meltano then takes every stream.
    """
    found: dict[str, str] = {}
    for pattern in patterns:
        if pattern.startswith("!"):
            continue  # leaves out attributes, or streams that another pattern names
        stream = re.split(r"(?<!\\)\.", pattern)[0].replace("\\.", ".")
        bare = stream.lstrip("*")
        if bare and not re.search(r"[*?\[]", bare):
            doubt = f"the stream is given as a pattern ({stream})" if bare != stream else ""
            found.setdefault(bare, doubt)
        elif stream != "*":
            found.setdefault("", f"streams are given as a pattern ({stream})")
        else:
            found.setdefault("", "")
    return sorted(found.items()) or [("", "")]


def _system(project: Project, name: str) -> SystemRef:
    """Return the clues to the system a plugin reaches: place first, then what the plugin is."""
    told = setting_clues(lambda *keys: project.setting(name, *keys))
    kinds = clues((ClueKind.SOURCE, name), (ClueKind.CLASS, project.base(name)))
    return SystemRef(clues=(*told, *kinds))


def _interface(project: Project, plugin: Plugin) -> Interface:
    streams = [stream for stream, _ in _streams(project.select(plugin.name)) if stream]
    return Interface(
        system=_system(project, plugin.name),
        name=plugin.name,
        protocol=f"meltano {SIDES[plugin.kind]}",
        entities=tuple(streams),
        evidence=plugin.doc.evidence,
    )
