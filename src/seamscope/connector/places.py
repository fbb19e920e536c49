r"""Find the endpoint that a string identifies: URL, UNC path, bucket, ARN, mail address, file.

``\\fs01\erp\t.csv`` is a file on host fs01, ``s3://b/x`` an object in bucket b.
"""

import re

from seamscope.connector.connections import LOCAL, parse_connection_clues
from seamscope.connector.personal import mask_personal
from seamscope.connector.redaction import extract_host, redact
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef

FILES = "files"  # the system of all local paths, which do not identify a system
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.\-]{1,20})://(?P<rest>.+)", re.I | re.S)
_BUCKET = re.compile(r"(?:s3[an]?|gs|gcs|r2|oss|obs|cosn)\Z", re.I)
_CONTAINER = re.compile(r"(?:abfss?|wasbs?|adls?|azure|hdfs|viewfs|file|dbfs)\Z", re.I)
_ACCOUNT = re.compile(r"(?:abfss?|wasbs?)\Z", re.I)
_UNC = re.compile(r"(?:\\\\|//)(?P<host>[\w.\-$]+)[\\/].*", re.S)
_ARN = re.compile(r"arn:[\w\-]*:(?P<service>[\w\-]+):[\w\-]*:\d*:(?P<resource>[^\s'\"]+)", re.I)
# The type of a resource, before its name: ``stream/orders``, ``function:score``.
_ARN_TYPE = re.compile(
    r"\A(?:function|stream|deliverystream|database|table|cluster|cluster-snapshot|db|namespace"
    r"|endpoint|stateMachine|event-bus|foundation-model|job|workgroup)[:/](?=\w)",
    re.I,
)
_MAIL = re.compile(r"(?<![^@\s;,<>])[^@\s;,<>]++@(?P<domain>[\w\-]++(?:\.[\w\-]++)++)")
_REMOTE = re.compile(r"(?:(?P<user>[\w.\-$\\]+)@)?(?P<host>[\w.\-]{2,}):(?P<path>(?!//).*)", re.S)
_HOST = re.compile(r"[\w\-]+(?:\.[\w\-]+)*(?:[:,]\d+)?\Z")


def is_mail(text: str) -> bool:
    """Return whether a string is a mail address or a list of mail addresses."""
    return bool(_MAIL.match(text.strip()))


def is_address(text: str) -> bool:
    """Return whether a string is clearly an address outside the local machine.

    A URL, a UNC path, an ARN and a connection string are such addresses; a name, a host and a local
    path are not.
    """
    text = text.strip()
    url = _URL.match(text)
    if url:
        return url["scheme"].casefold() not in {"file", "urn"}
    if _UNC.match(text) or _ARN.match(text) or text.lower().startswith("jdbc:"):
        return True
    return bool(re.match(r"(?:server|data source|host|servernode)\s*=\s*[\w.\-\\:,]+", text, re.I))


def locate_place(text: str) -> Endpoint:
    """Return the endpoint of a URL, UNC path, bucket, ARN, connection string or file path."""
    text = redact(text.strip())  # before it is split: a secret may contain `/`
    if arn := _ARN.match(text):
        return _locate_arn(arn["service"].casefold(), arn["resource"])
    if unc := _UNC.match(text):
        return _locate_host(unc["host"], text)
    if url := _URL.match(text):
        return _locate_url(text, url["scheme"])
    if text.lower().startswith("jdbc:") or re.match(r"[\w ]+=", text):
        pairs = text if ";" in text else re.sub(r"(?<!\s)\s++(?=[\w ]{1,60}=)", ";", text)
        return Endpoint(system=SystemRef(clues=parse_connection_clues(pairs)))
    return Endpoint(system=SystemRef(name=FILES), dataset=text)


def locate_remote_file(text: str) -> Endpoint:
    """Return the endpoint of ``user@host:path`` or ``remote:path`` (scp, rsync, rclone)."""
    found = _REMOTE.fullmatch(text.strip())
    if found:
        return _locate_host(found["host"], found["path"])
    return locate_place(text)


def locate_host(text: str, database: str = "", product: str = "") -> SystemRef:
    r"""Return the system on a host, which may be written ``tcp:db1,1433`` or ``srv\instance``."""
    host = re.sub(r"^(?:tcp|np|lpc):", "", text.strip().strip("\"'"), flags=re.I)
    host = re.split(r"[,:\\/]", host.rsplit("@", 1)[-1])[0]
    host = "" if host.casefold() in LOCAL or "$" in host or "%" in host else host
    found = ((ClueKind.HOST, host), (ClueKind.DATABASE, database), (ClueKind.PRODUCT, product))
    kept = found if host or database else ()
    return SystemRef(clues=tuple(Clue(kind=kind, value=value) for kind, value in kept if value))


def locate_mail(text: str) -> list[Endpoint]:
    """Return one endpoint for each mail address, with the user names masked."""
    return [
        Endpoint(
            system=SystemRef(clues=(Clue(kind=ClueKind.HOST, value=found["domain"]),)),
            dataset=f"mail to {mask_personal(found[0])}",
        )
        for found in _MAIL.finditer(text)
    ]


def is_unknown(text: str) -> bool:
    """Return whether a string contains a shell or batch variable without a known value."""
    return bool(re.search(r"\$[\w{(]|%\w+%|`", text))


def is_host(text: str) -> bool:
    """Return whether a string may be a host name, with or without a port."""
    return bool(_HOST.match(text.strip()))


def locate_file(name: str) -> tuple[str, tuple[Clue, ...], str]:
    """Return the system's name, clues to the system, and the path of a file within the system.

    `s3://bucket/a.csv` → `("", (server s3://bucket, host bucket.s3.amazonaws.com), "a.csv")`. A
    local path belongs to the system `files`, a UNC path to its host. In
    `abfss://raw@acct.dfs.core.windows.net/a.csv`, the system is the storage account, and the file
    is "raw/a.csv".
    """
    if local := re.match(r"file://(/.*)", name, re.I | re.S):
        return FILES, (), local[1]
    if name.startswith("\\\\") and (unc := _UNC.match(name)):
        return "", (Clue(kind=ClueKind.HOST, value=unc["host"]),), name
    url = re.match(r"(?P<scheme>[a-z0-9]+)://(?P<bucket>[^/?]+)/?(?P<path>[^?]*)", name, re.I)
    if not url:
        return FILES, (), name
    scheme, path = url["scheme"].casefold(), url["path"]
    container, _, bucket = url["bucket"].rpartition("@")
    if container and _ACCOUNT.match(scheme):
        path = f"{container}/{path}".rstrip("/")
    host = {
        "s3": f"{bucket}.s3.amazonaws.com", "s3a": f"{bucket}.s3.amazonaws.com",
        "s3n": f"{bucket}.s3.amazonaws.com", "gs": f"{bucket}.storage.googleapis.com",
        "gcs": f"{bucket}.storage.googleapis.com", "file": "",
    }.get(scheme, bucket)  # fmt: skip
    if scheme == "file":
        return FILES, (), path
    key = f"{scheme}://{bucket}"
    clues = Clue(kind=ClueKind.SERVER, value=key), Clue(kind=ClueKind.HOST, value=host)
    return "", clues, path


def _locate_url(text: str, scheme: str) -> Endpoint:
    if _BUCKET.match(scheme) or _CONTAINER.match(scheme):
        name, clues, path = locate_file(text)
        return Endpoint(system=SystemRef(name=name, clues=clues), dataset=path)
    host = extract_host(text)
    path = re.sub(r"^[a-z0-9+.\-]+://[^/?#]*", "", text, flags=re.I)
    path = re.split(r"[?#\s'\"]", path)[0]
    return _locate_host(host, path if path != "/" else "")


def _locate_host(host: str, dataset: str) -> Endpoint:
    known = host and host.casefold() not in LOCAL
    clues = (Clue(kind=ClueKind.HOST, value=host),) if known else ()
    return Endpoint(system=SystemRef(name="" if known else FILES, clues=clues), dataset=dataset)


def _locate_arn(service: str, resource: str) -> Endpoint:
    """Return the endpoint of an ARN.

    A bucket is a system with objects as datasets; in other services, each resource is a system.
    """
    name = re.split(r"[:/]", _ARN_TYPE.sub("", resource))[0]
    if service == "s3":
        system, clues, path = locate_file(f"s3://{resource}")
        return Endpoint(system=SystemRef(name=system, clues=clues), dataset=path)
    value = f"{service}:{name}"
    return Endpoint(
        system=SystemRef(clues=(Clue(kind=ClueKind.SERVER, value=value),)), dataset=name
    )
