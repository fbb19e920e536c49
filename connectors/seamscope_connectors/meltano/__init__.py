"""Read Meltano projects: flows from extractors to loaders, by jobs and schedules.

Keys follow the Meltano format: `plugins`, `jobs` with `tasks`, `schedules` (with `job`, or with
`extractor` and `loader`), `environments` and `include_paths`. The files that `include_paths` lists
belong to the project.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.connections import build_clues, find_setting_clues, normalise_loader_name
from seamscope.connector.entries import note_reading, skip_part
from seamscope.connector.scrub import quote
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
from seamscope_connectors.meltano.project import Plugin, Project, build_projects
from seamscope_connectors.meltano.runs import Run, join_reasons, list_job_runs, list_scheduled_runs

TOP = re.compile(
    r"^(plugins|jobs|schedules|environments|include_paths|project_id|default_environment)\s*:", re.M
)


SECTION = re.compile(
    r"^plugins\s*:\s*(?:#.*)?\n(?:\s*(?:#.*)?\n)*\s+(extractors|loaders)\s*:", re.M
)


SIDES = {"extractors": "extractor", "loaders": "loader"}


class MeltanoConnector(Connector):
    """Reads meltano.yml and the files that it includes."""

    name = "meltano"
    reads = "Meltano projects (meltano.yml and included files)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".yml", ".yaml"}:
            return None
        if file.named("meltano.y*ml"):
            return Claim(reason="is named meltano.yml", group=self.name)
        head = file.head(65536)
        if file.named("*meltano.y*ml") and TOP.search(head):
            return Claim(reason="has settings of a Meltano project", group=self.name)
        if SECTION.search(head):
            return Claim(reason="lists extractors or loaders under `plugins:`", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for found in build_projects(source.files):
            match found:
                case Skipped():
                    yield found
                case Project():
                    yield from _read(found)


def _read(project: Project) -> Iterator[Record]:
    runs: list[Run] = []
    for run in (*list_job_runs(project), *list_scheduled_runs(project)):
        match run:
            case Run():
                runs.append(run)
                yield from _build_flows(project, run)
            case other:
                yield other
    yield from _note_every_stream(project, runs)
    used = {name for run in runs for name in (run.tap, run.target)}
    # A plugin is also used if a used plugin inherits from it.
    used |= {plugin.name for name in sorted(used) for plugin in project.list_inherited(name)}
    for name in sorted(used & project.plugins.keys()):
        project.plugins[name].doc.set_aside()  # covered by the flows of its runs
    idle = [p for p in project.plugins.values() if p.name not in used and p.kind in SIDES]
    parents = {p.doc["inherit_from"].text for p in idle}
    yield from (_build_interface(project, plugin) for plugin in idle if plugin.name not in parents)
    if idle:
        names = quote(", ".join(plugin.name for plugin in idle), 300)
        problem = f"plugins that no job or schedule uses: {names}"
        yield skip_part(
            problem,
            "add a job for them, or list their flows in the inventory",
            idle[0].doc.evidence,
        )


def _note_every_stream(project: Project, runs: Sequence[Run]) -> Iterator[Skipped]:
    """Report the extractors that load every stream, because the project does not list the
    streams.
    """
    taps = {run.tap: run for run in runs if not project.select(run.tap)}
    if taps:
        names = quote(", ".join(taps), 300)
        problem = f"extractors without `select` load every stream, which is one flow here: {names}"
        where = next(iter(taps.values())).where.evidence
        yield note_reading(problem, "list the streams under `select`", where)


def _build_flows(project: Project, run: Run) -> Iterator[Flow]:
    for stream, doubt in _choose_streams(project.select(run.tap)):
        reason = join_reasons(run.reason, doubt)
        yield Flow(
            source=Endpoint(system=_identify_system(project, run.tap), dataset=stream),
            target=Endpoint(
                system=_identify_system(project, run.target),
                dataset=project.name_table(run.tap, run.target, stream),
            ),
            evidence=run.where.evidence,
            mechanism=Mechanism.ETL,
            technology=f"Meltano {run.tap} to {run.target}",
            frequency=run.interval,
            latency="batch",
            certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
            reason=reason,
        )


def _choose_streams(patterns: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the streams that `select` patterns match, each with the reason for its uncertainty.

    ``orders.*`` → ("orders", ""). Without patterns, Meltano loads every stream: [("", "")].
    """
    found: dict[str, str] = {}
    for pattern in patterns:
        if pattern.startswith("!"):
            continue  # excludes attributes or streams
        stream = re.split(r"(?<!\\)\.", pattern)[0].replace("\\.", ".")
        bare = stream.lstrip("*")
        if bare and not re.search(r"[*?\[]", bare):
            doubt = f"the stream is selected by a pattern ({stream})" if bare != stream else ""
            found.setdefault(bare, doubt)
        elif stream != "*":
            found.setdefault("", f"streams are selected by a pattern ({stream})")
        else:
            found.setdefault("", "")
    return sorted(found.items()) or [("", "")]


def _identify_system(project: Project, name: str) -> SystemRef:
    """Return the system of a plugin by host, file or database, and by the plugin's name.

    A plugin without a host, file or database is not treated as a system, because its name may only
    be the name of a tool: ``tap-spreadsheets-anywhere``.
    """
    places = find_setting_clues(lambda *keys: project.find_setting(name, *keys))
    kinds = build_clues(
        (ClueKind.SOURCE, normalise_loader_name(name)), (ClueKind.CLASS, project.find_base(name))
    )
    return SystemRef(clues=(*places, *kinds), service=bool(places))


def _build_interface(project: Project, plugin: Plugin) -> Interface:
    streams = [stream for stream, _ in _choose_streams(project.select(plugin.name)) if stream]
    return Interface(
        system=_identify_system(project, plugin.name),
        name=plugin.name,
        protocol=f"meltano {SIDES[plugin.kind]}",
        entities=tuple(streams),
        evidence=plugin.doc.evidence,
    )
