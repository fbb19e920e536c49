"""Find the role of a processor: whether it reads external data, writes it, or passes data on."""

import re
from enum import Enum

from seamscope_connectors.nifi.canvas import Node


class Role(Enum):
    """The way in which a processor uses data outside NiFi."""

    READS = 1
    LISTS = 2  # lists items that another processor fetches
    LISTENS = 3  # listens for data that others send
    WRITES = 4
    CALLS = 5  # writes a request and passes the response on
    PASSES = 6
    RUNS_CODE = 7
    UNKNOWN = 8


# Processors that read caches, status or metadata, but no data of another system.
NO_OTHER_SYSTEM = re.compile(
    r"(?=\w++\Z)(?:QueryRecord|\w*DistributedMapCache"
    r"|(?:Get|Fetch|Query)\w*(?:Status|Metadata\w*|Tags|Info)|Generate(?!TableFetch)\w+)"
)


ROLES = (
    (r"ListDatabaseTables|List(?!en)\w+|GenerateTableFetch", Role.LISTS),
    (r"Listen\w+|HandleHttpRequest|ConnectWebSocket", Role.LISTENS),
    (r"ExecuteSQL(?:Record)?|(?:Consume|Get|Fetch|Query|Capture|Tail|Search|RunMongo|JsonQuery"
     r"|PaginatedJsonQuery|Scroll|Receive|Select)\w+", Role.READS),
    (r"(?:Put|Publish|Send|Post|Store|Upsert|Insert)\w+", Role.WRITES),
    (r"(?:Execute|InvokeScripted|Scripted)\w+", Role.RUNS_CODE),
    (r"Funnel|(?:In|Out)putPort|HandleHttpResponse|(?:Attribute|Base64|Calculate|Compress|Control"
     r"|Convert|Copy|Count|Create|Crypt|Debug|Decrypt|Deduplicate|Delete|Detect|Distribute"
     r"|Duplicate|Encode|Encrypt|Enforce|Evaluate|Extract|Filter|Flatten|Fork|Geo|Hash|ISPEnrich"
     r"|Identify|JSLT|Join|Jolt|Log|Lookup|Merge|Modify|Monitor|Move|Notify|Package|Parse"
     r"|Partition|Remove|Rename|Replace|Resize|Retry|Route|Sample|Scan|Segment|Set|Sign|Split|Tag"
     r"|Terminate|Transform|Unpack|Update|Validate|Verify|Wait|Yandex)\w*", Role.PASSES),
)  # fmt: skip


def get_role(node: Node) -> Role:
    """Return the role of a processor by its class, or by the HTTP method of InvokeHTTP."""
    if node.kind == "InvokeHTTP":
        reads = node.value("HTTP Method").upper() in {"", "GET", "HEAD"}
        return Role.READS if reads else Role.CALLS
    if node.kind.startswith("Remote"):
        return Role.WRITES if node.kind == "RemoteInputPort" else Role.READS
    if node.outside and node.kind == "InputPort":
        return Role.LISTENS
    if NO_OTHER_SYSTEM.fullmatch(node.kind):
        return Role.PASSES
    kind = re.sub(r"_v\d+$|_\d{1,20}(?:_\d{1,20}){0,5}$", "", node.kind)
    return next((role for regex, role in ROLES if re.fullmatch(regex, kind)), Role.UNKNOWN)
