"""Read the jobs of Control-M, exported as XML or written for the Automation API as JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from seamscope.connector import Doc, File
from seamscope.connector.redaction import redact_value
from seamscope.records import Evidence
from seamscope_connectors.control_m.failures import list_api_rules, list_xml_rules

IDLE = frozenset({"dummy"})  # types of jobs that do not start a program
OFF = frozenset({"y", "yes", "true", "1"})
FOLDERS = frozenset({"FOLDER", "SMART_FOLDER", "SUB_FOLDER", "TABLE", "SMART_TABLE", "SUB_TABLE"})
FOLDER_TYPES = frozenset({"Folder", "SimpleFolder", "SubFolder"})
# An entry with one of these is a job, even if its type is missing.
JOB_KEYS = frozenset({"Command", "Script", "FileName", "FileTransfers", "Query", "SQLScript",
                      "StoredProcedure", "ConnectionProfile", "ConnectionProfileSrc"})  # fmt: skip
# Properties of folders and of sections `Defaults`; every other key is a job or a folder.
PROPERTIES = frozenset(
    {"ActiveRetentionPolicy", "AddEvents", "Application", "BusinessFields", "Comment", "Confirm",
     "ControlmServer", "CreatedBy", "DaysKeepActive", "Defaults", "DeleteEvents", "Description",
     "Documentation", "EndFolder", "FolderLibrary", "Host", "OrderMethod", "Priority", "RunAs",
     "RunOnAllAgentsInGroup", "Site", "SiteStandard", "SubApplication", "TimeZone", "Type",
     "Variables", "WaitForEvents", "When", "eventsToAdd", "eventsToDelete", "eventsToWaitFor"}
)  # fmt: skip
VARIABLE = re.compile(r"%%(?!\$)\\{0,4}([A-Za-z_][\w-]{0,60})\.?")
SIDES = ("Src", "Dest")
BUCKET = re.compile(r"(?:S3BucketName|GCSBucketName|\w*Container(?:Name)?)(Src|Dest)?", re.I)
# ``%%FTP-UPLOAD1``: whether the left host of a transfer sends or receives.
UPLOADS = {"1": True, "0": False}
MAX_TRANSFERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The source or target of a file transfer.

    It has a connection profile or a host, a path, and possibly a bucket.

    shared: whether the job has one bucket for source and target together.
    """

    path: str
    profile: str = ""
    host: str = ""
    protocol: str = ""
    bucket: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job.

    kind: type without "Job:", such as "FileTransfer".
    host: host of its agent.
    active: whether it runs at all.
    profile: connection profile of its database.
    sql: statements that it runs.
    program: a file that it starts.
    watched: path of a file that it waits for.
    transfers: sources and targets of files.
    error_handling: its reruns, and its actions after a failure.
    """

    name: str
    kind: str
    host: str
    frequency: str
    active: bool
    evidence: Evidence
    command: str = ""
    profile: str = ""
    database: str = ""
    sql: str = ""
    program: str = ""
    watched: str = ""
    transfers: tuple[tuple[Side, Side], ...] = ()
    error_handling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Values that a folder of the Automation API sets for the jobs in it.

    defaults: the `Defaults` sections of the folder and its parents, which may have values for one
    type of job.
    """

    name: str = ""
    host: str = ""
    frequency: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    defaults: tuple[Doc, ...] = ()


def list_xml_jobs(file: File) -> Iterator[Job]:
    """Yield the jobs of exported folders, with the variables of their folders replaced by their
    values.
    """
    todo: list[tuple[Element, dict[str, str]]] = [(file.xml(), {})]
    while todo:
        element, given = todo.pop(0)
        inner = {**given, **_read_xml_variables(element)}
        if element.tag == "JOB":
            yield _read_xml_job(element, inner, file)
        else:
            todo += [(one, inner) for one in element if one.tag in {*FOLDERS, "JOB", "WORKSPACE"}]


def _read_xml_variables(element: Element) -> dict[str, str]:
    pairs = (
        (one.get("NAME", "").removeprefix("%%").lstrip("\\"), one.get("VALUE", ""))
        for one in element
        if one.tag in {"VARIABLE", "AUTOEDIT", "AUTOEDIT2"}
    )
    return {name: value for name, value in pairs if name}


def _fill(text: str, variables: Mapping[str, str]) -> str:
    """Replace variables whose value is known: ``%%DIR./a.csv`` → ``/out/a.csv``."""
    for _ in range(3):
        text = VARIABLE.sub(lambda one: variables.get(one[1], one[0]), text)
    return text


def _read_xml_job(element: Element, given: Mapping[str, str], file: File) -> Job:
    keys = {key.upper(): value.strip() for key, value in element.attrib.items()}
    idle = keys.get("TASKTYPE", "").casefold() in IDLE
    off = any(keys.get(key, "").casefold() in OFF for key in ("RUN_AS_DUMMY", "USE_INSTREAM_DUMMY"))
    kind = keys.get("APPL_TYPE", "")
    folder, program = keys.get("MEMLIB", ""), keys.get("MEMNAME", "")
    is_command = keys.get("TASKTYPE", "").casefold() == "command" or keys.get("CMDLINE")
    return Job(
        name=keys.get("JOBNAME") or keys.get("MEMNAME", ""),
        kind="" if kind == "OS" else kind,
        command=redact_value(_fill(keys.get("CMDLINE", ""), given)),
        host=keys.get("NODEID", ""),
        frequency=_describe_xml_schedule(keys),
        active=not idle and not off,
        evidence=file.at(element),
        profile=given.get("DB-ACCOUNT", ""),
        database=given.get("DB-DB_TYPE", ""),
        sql=_read_xml_sql(given),
        program="" if is_command or kind not in {"", "OS"} else _join(folder, program),
        watched=_fill(given.get("FileWatch-FILE_PATH", ""), given),
        transfers=tuple(_list_xml_transfers(given)),
        error_handling=list_xml_rules(element),
    )


def _describe_xml_schedule(keys: Mapping[str, str]) -> str:
    """Return the schedule of a job: ``days 3,5 at 0400``, ``every 30 minutes``."""
    if keys.get("CYCLIC") == "1" and (found := re.match(r"(\d++)([MH])", keys.get("INTERVAL", ""))):
        return f"every {int(found[1])} {'minutes' if found[2] == 'M' else 'hours'}"
    days = keys.get("DAYS") or keys.get("WEEKDAYS", "")
    return _describe(days, keys.get("TIMEFROM", ""))


def _describe(days: str, time: str) -> str:
    parts = [f"days {days}" if days and days != "ALL" else "daily" if days else ""]
    return " ".join(part for part in (*parts, f"at {time}" if time else "") if part)


def _read_xml_sql(given: Mapping[str, str]) -> str:
    """Return the SQL of a database job: its query, which is stored in parts, or a call of its
    procedure.
    """
    parts = sorted(
        (key, value) for key, value in given.items() if re.fullmatch(r"DB-QTXT-N\d+-SUBQTXT", key)
    )
    query = "".join(value for _, value in parts)
    named = [given.get(f"DB-STP_{part}", "") for part in ("SCHEM", "PACKAGE", "NAME")]
    return query or _call([part for part in named if part and part != "*"])


def _join(folder: str, program: str) -> str:
    return f"{folder.rstrip('/')}/{program}" if folder and program else program


def _call(names: list[str]) -> str:
    return f"CALL {'.'.join(names)}()" if names else ""


def _list_xml_transfers(given: Mapping[str, str]) -> Iterator[tuple[Side, Side]]:
    """Yield source and target of each transfer in the variables ``%%FTP-…`` of a job."""
    left, _, right = given.get("FTP-ACCOUNT", "").partition("+")
    for number in range(1, MAX_TRANSFERS + 1):
        sides = [
            Side(
                path=_fill(given.get(f"FTP-{letter}PATH{number}", ""), given),
                profile=profile,
                host=_fill(given.get(f"FTP-{letter}HOST", ""), given),
                protocol=given.get(f"FTP-CONNTYPE{end}", ""),
                bucket=given.get(f"FTP-{letter}_BUCKET_NAME{number}", ""),
            )
            for end, (letter, profile) in enumerate((("L", left), ("R", right)), start=1)
        ]
        if not any(side.path for side in sides):
            return
        match UPLOADS.get(given.get(f"FTP-UPLOAD{number}", "1")):
            case True:
                yield sides[0], sides[1]
            case False:
                yield sides[1], sides[0]
            case None:
                pass  # only waits for a file or lists a folder


def list_api_jobs(root: Doc) -> Iterator[Job]:
    """Yield the jobs of folders of the Automation API."""
    todo = [(root, _Scope())]
    while todo:
        doc, scope = todo.pop(0)
        if not doc.is_mapping:
            continue
        kind = doc["Type"].text
        if kind.startswith("Job:") or (not kind and JOB_KEYS & doc.keys()):
            yield _read_api_job(doc, kind.removeprefix("Job:"), _enter(scope, doc, kind))
        elif kind and kind not in FOLDER_TYPES:
            doc.set_aside()  # flows of control, events, resources, profiles
        else:
            inner = _enter(scope, doc, kind)
            todo += [(one, replace(inner, name=key)) for key, one in doc.pick_mappings(PROPERTIES)]


def _enter(scope: _Scope, doc: Doc, kind: str) -> _Scope:
    """Return the scope inside a folder or job; values of the folder or job itself override
    defaults.
    """
    defaults = doc["Defaults"]
    listed = (*scope.defaults, defaults) if defaults else scope.defaults
    sections = [defaults, defaults["Job"], *(one[kind] for one in listed if kind), doc]
    for section in sections:
        scope = replace(
            scope,
            host=section["Host"].text or scope.host,
            frequency=_describe_api_schedule(section["When"]) or scope.frequency,
            variables={**scope.variables, **_read_api_variables(section["Variables"])},
        )
    return replace(scope, defaults=listed)


def _read_api_variables(listed: Doc) -> dict[str, str]:
    pairs = (pair for one in listed for pair in one.items())
    return {name.removeprefix("%%").lstrip("\\"): value.text for name, value in pairs}


def _describe_api_schedule(when: Doc) -> str:
    days = [*when["WeekDays"].texts, *when["MonthDays"].texts, *when["Months"].texts]
    return _describe(",".join(day for day in days if day != "NONE"), when["FromTime"].text)


def _read_api_job(doc: Doc, kind: str, scope: _Scope) -> Job:
    given = scope.variables
    named = [doc[key].text for key in ("Schema", "Package", "StoredProcedure")]
    is_database = kind.startswith("Database")
    called = _call([part for part in named if part and part != "*"]) if is_database else ""
    folder, program = doc["FilePath"].text, doc["FileName"].text or doc["SQLScript"].text
    script = doc["Script"].text.replace("\\n", "\n")
    commands = [doc[key].text for key in ("PreCommand", "Command", "PostCommand")]
    command = "\n".join(part for part in (*commands, script) if part)
    return Job(
        name=scope.name,
        kind=kind,
        command=redact_value(_fill(command, given)),
        host=_fill(scope.host, given),
        frequency=scope.frequency,
        active=kind != "Dummy" and doc["RunAsDummy"].text.casefold() not in OFF,
        evidence=doc.evidence,
        profile=doc["ConnectionProfile"].text,
        sql=_fill(doc["Query"].text, given) or called,
        program="" if script or not program else _join(folder, program),
        watched=_fill(doc["Path"].text, given) if kind.startswith("FileWatcher") else "",
        transfers=tuple(_list_api_transfers(doc, given)) if kind == "FileTransfer" else (),
        error_handling=list_api_rules(doc),
    )


def _list_api_transfers(doc: Doc, given: Mapping[str, str]) -> Iterator[tuple[Side, Side]]:
    both = doc.first("ConnectionProfileDualEndpoint", "ConnectionProfile").text
    buckets = {
        (found[1] or "").title(): value.text
        for key, value in doc.items()
        if (found := BUCKET.fullmatch(key))
    }
    for one in doc["FileTransfers"]:
        ends = [
            Side(
                path=_fill(one[side].text, given),
                profile=doc[f"ConnectionProfile{side}"].text or (f"{both}/{side}" if both else ""),
                bucket=buckets.get(side) or buckets.get("", ""),
                shared=not buckets.get(side),
            )
            for side in SIDES
        ]
        option = one["TransferOption"].text or "SrcToDest"
        if "SrcToDest" in option or option == "SyncSrcToDest":
            yield ends[0], ends[1]
        elif "DestToSrc" in option:
            yield ends[1], ends[0]
