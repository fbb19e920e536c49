"""Find the pairs of extractor and loader that the jobs and schedules of a project run."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry
from seamscope.records import Skipped
from seamscope_connectors.meltano.project import Project

UNSCHEDULED = (
    "no schedule in the inputs runs the job, so another scheduler or a person may start it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One extractor whose data goes to one loader. where: the task or schedule that names both."""

    tap: str
    target: str
    where: Doc
    job: str = ""
    interval: str = ""
    reason: str = ""


def list_job_runs(project: Project) -> Iterator[Run | Skipped]:
    """Yield the runs of jobs: ``tasks: [tap-crm target-dwh]``; report incomplete pairs."""
    plans = _index_intervals(project)
    steps: list[tuple[str, Doc]] = []
    for job in project.list_entries("jobs"):
        name = job["name"].text
        for task in job["tasks"] if job["tasks"].is_list else (job["tasks"],):
            words = [word for text in task.texts for word in text.split()]
            for found in _pair_plugins(project, words, task):
                match found:
                    case Run():
                        yield Run(
                            tap=found.tap, target=found.target, where=task, job=name,
                            interval=", ".join(filter(None, plans.get(name, ()))),
                            reason=join_reasons(found.reason, "" if name in plans else UNSCHEDULED),
                        )  # fmt: skip
                    case str():
                        steps.append((found, task))
                    case Skipped():
                        yield found
    if steps:
        kinds = sorted({word.partition(":")[0] for word, _ in steps})
        problem = (
            f"job steps that run other commands are not read: {len(steps)} ({', '.join(kinds)})"
        )
        yield skip_entry(
            problem[:300],
            "add the dbt manifest or the scripts that they run to the inputs",
            steps[0][1].evidence,
        )


def _index_intervals(project: Project) -> dict[str, list[str]]:
    """Return the intervals of the schedules of each job."""
    plans: dict[str, list[str]] = defaultdict(list)
    for doc in project.list_entries("schedules"):
        if job := doc["job"].text:
            plans[job].append(doc["interval"].text)
    return plans


def _pair_plugins(project: Project, words: list[str], task: Doc) -> Iterator[Run | Skipped | str]:
    """Yield a run for each extractor and loader in a task; report incomplete pairs.

    A step of another kind, such as `dbt:run`, is yielded as its name.
    """
    tap = ""
    for word in words:
        kind, reason = _find_kind(project, word)
        if kind == "extractors":
            if tap:
                yield _report_unpaired(tap, task)
            tap = word
        elif kind == "loaders":
            if tap:
                doubt = reason or _find_kind(project, tap)[1]
                yield Run(tap=tap, target=word, where=task, reason=doubt)
            else:
                yield _report_unpaired(word, task)
            tap = ""
        elif kind != "mappers" and not word.startswith("-"):
            yield word
    if tap:
        yield _report_unpaired(tap, task)


def _report_unpaired(name: str, task: Doc) -> Skipped:
    problem = f"{name} has no counterpart in this task"
    return skip_entry(problem, "write the task as `<extractor> <loader>`", task.evidence)


def _find_kind(project: Project, name: str) -> tuple[str, str]:
    """Return the kind of a plugin, and the reason why the kind is uncertain ("" if it is
    certain).
    """
    if name in project.plugins:
        return project.plugins[name].kind, ""
    kind = {"tap": "extractors", "target": "loaders"}.get(name.partition("-")[0], "")
    return kind, f"{name} is not under `plugins`, so its kind is inferred from its name"


def list_scheduled_runs(project: Project) -> Iterator[Run | Skipped]:
    """Yield the runs of schedules that name an `extractor` and a `loader` instead of a job."""
    jobs = {job["name"].text for job in project.list_entries("jobs")}
    for doc in project.list_entries("schedules"):
        job, tap, target = (doc[key].text for key in ("job", "extractor", "loader"))
        if job in jobs:
            doc.set_aside()  # covered by the runs of the job
        if job and job not in jobs:
            problem = f"schedule {doc['name'].text} runs job {job}, which is not defined"
            yield skip_entry(problem, "add the file with the job to the inputs", doc.evidence)
        elif not job and tap and target:
            doubts = [doubt for name in (tap, target) if (doubt := _find_kind(project, name)[1])]
            yield Run(
                tap=tap, target=target, where=doc, job=doc["name"].text,
                interval=doc["interval"].text, reason=doubts[0] if doubts else "",
            )  # fmt: skip
        elif not job:
            problem = "the schedule has no `job`, and no `extractor` and `loader`"
            yield skip_entry(problem, "add `job`, or `extractor` and `loader`", doc.evidence)


def join_reasons(*reasons: str) -> str:
    """Return the reasons that are not empty, joined by "; "."""
    return "; ".join(reason for reason in reasons if reason)
