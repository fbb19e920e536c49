"""Read profiles.yml: the warehouse that a dbt project connects to.

``crm: {target: dev, outputs: {prod: {type: postgres, host: db01, dbname: dwh}}}`` → the database
dwh on db01. Keys follow the dbt adapters. Credentials are never read.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from seamscope.connector import Doc, File, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.jinja import render_default
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import parse_environment
from seamscope.records import ClueKind, Record, Skipped, SystemRef

HOSTS = ("host", "server", "hostname", "endpoint")
DATABASES = ("database", "dbname", "catalog", "project")


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """The database in which a project builds its models, by adapter, host and default database.

    All fields are empty if the project's profile is not in the inputs.
    """

    adapter: str = ""
    host: str = ""
    database: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a profile with an adapter or a host was found."""
        return bool(self.adapter or self.host)

    def build_ref(self, database: str) -> SystemRef:
        """Return a database of the warehouse as a system; "" means the default database."""
        found = build_clues(
            (ClueKind.DATABASE, database or self.database),
            (ClueKind.HOST, self.host),
            (ClueKind.CLASS, self.adapter),
        )
        return SystemRef(clues=found, service=True)

    def is_own(self, database: str) -> bool:
        """Return whether a database is the one in which the project builds its models."""
        return bool(self.database) and database.casefold() == self.database.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """The warehouse of each profile, by profile name."""

    warehouses: dict[str, Warehouse]

    def find_warehouse(self, profile: str) -> Warehouse:
        """Return the warehouse of a profile. profile: its name; "" means the only profile."""
        if not profile and len(self.warehouses) == 1:
            return next(iter(self.warehouses.values()))
        return self.warehouses.get(profile, Warehouse())


def read_profiles(files: Iterable[File]) -> tuple[Profiles, list[Record]]:
    """Return the warehouses in profiles.yml files, and reports of unusable profiles."""
    warehouses: dict[str, Warehouse] = {}
    faults: list[Record] = []
    for doc in read_each(files, File.documents):
        if isinstance(doc, Skipped):
            faults.append(doc)
            continue
        for name, profile in doc.items():
            if name == "config":
                continue
            if output := _choose_output(profile):
                warehouses[name] = _read_warehouse(output)
            else:
                problem = f"profile '{quote(name)}' has no output for production or its target"
                faults.append(
                    skip_entry(
                        problem, "add the target's output under `outputs:`", profile.evidence
                    )
                )
    return Profiles(warehouses=warehouses), faults


def _choose_output(profile: Doc) -> Doc | None:
    """Return the output for production, otherwise the output in `target`, otherwise the only
    output.
    """
    outputs = dict(profile["outputs"].items())
    production = [output for name, output in outputs.items() if not parse_environment(name)]
    target = render_default(profile["target"].text) or "default"
    if len(production) == 1:
        return production[0]
    if target in outputs:
        return outputs[target]
    return next(iter(outputs.values())) if len(outputs) == 1 else None


def _read_warehouse(output: Doc) -> Warehouse:
    adapter = render_default(output["type"].text)
    host = extract_host(render_default(output.first(*HOSTS).text))
    account = render_default(output["account"].text)
    if adapter == "snowflake" and account:
        host = f"{account.lower().removesuffix('.snowflakecomputing.com')}.snowflakecomputing.com"
    return Warehouse(
        adapter=adapter,
        host="" if host.lower() in LOCAL else host,
        database=render_default(output.first(*DATABASES).text),
    )
