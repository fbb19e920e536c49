"""Record the effect of a call of a library: it connects to a system, reads, writes, or runs SQL."""

import re
from collections.abc import Mapping
from dataclasses import replace

from seamscope.connector.places import FILES
from seamscope.records import Endpoint, Mechanism, SystemRef
from seamscope_connectors.python_programs.call import Call
from seamscope_connectors.python_programs.clients import (
    AWS_MAKERS,
    address_client,
    bind_client,
    choose_client,
    find_maker,
    make_aws_client,
    make_client,
    make_service_client,
)
from seamscope_connectors.python_programs.endpoints import (
    locate_call,
    locate_copied,
    name_dataset,
)
from seamscope_connectors.python_programs.libraries import (
    FRAME_METHODS,
    FUNCTIONS,
    MEANS,
    Operation,
    Role,
    find_operation,
)
from seamscope_connectors.python_programs.settings import locate_path
from seamscope_connectors.python_programs.values import (
    HOLE,
    UNKNOWN,
    Client,
    Movements,
    Origin,
    Statement,
    Value,
    Write,
)

# Addresses that return tokens, not data.
SIGN_ON = re.compile(
    r"(?:oauth2?|token|login|signin|authenticate|auth|session)s?/?(?:$|[?#])", re.I
)
SELECT = re.compile(r"\s*+(?:--[^\n]*+\n\s*+|/\*.*?\*/\s*+)*+(?:\(\s*+)?(?:select|with|values)\b",
                    re.I | re.S)  # fmt: skip
# INSERT … VALUES with the program's own data.
INSERT = re.compile(
    r"\s*(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|merge\s+into|upsert|update|copy|delete\s+from)"
    r"\s+((?:[\w{}$#]+|\"[^\"]+\"|\[[^\]]+\]|`[^`]+`)(?:\.(?:[\w{}$#]+|\"[^\"]+\"|\[[^\]]+\]|`[^`]+`))*)",
    re.I,
)
# Statements that define, configure or describe, and move no data.
QUIET = re.compile(
    r"\s*(?:show|desc(?:ribe)?|explain|pragma|set|use|install|load\s++\w++\s*+(?:;\s*+)?$|attach|detach|drop"
    r"|alter|grant|revoke|analyze|vacuum|commit|rollback|begin\s*+(?:;\s*+)?$|start\s+transaction|truncate"
    r"|optimize|msck|refresh|checkpoint|create\s+(?:or\s+replace\s+)?(?:unique\s+)?(?:schema|database"
    r"|index|role|user|sequence|secret|extension|warehouse)|select\s+(?:1|version\(\)|now\(\)|@@\w+)"
    r"\s*+(?:;\s*+)?$|create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?table\b(?!.*\bselect\b))",
    re.I | re.S,
)
FROM = re.compile(r"\bfrom\s+([\w.]+)", re.I)
RESULTS = frozenset({"fetchall", "fetchone", "fetchmany", "fetch_pandas_all", "fetchdf", "df",
                     "fetch_arrow_table", "fetch_df_all", "all", "scalars", "mappings", "first",
                     "one", "to_dataframe", "result", "to_arrow", "fetch_arrow_all", "pl",
                     "fetch_pandas_batches", "to_pandas", "collect"})  # fmt: skip
REQUESTS = frozenset({"get", "head"})
# Methods whose callback gets what they read.
SUBSCRIPTIONS = frozenset({"consume", "basic_consume", "subscribe"})
SERVICE = Operation(role=Role.BOTH)  # an operation of a SOAP service


class Recorder:
    """Records the reads and writes of calls.

    It also keeps the data that the program wrote to local files, and the rows of the last query of
    each system.
    """

    def __init__(self) -> None:
        self.movements = Movements()
        self._files: dict[str, frozenset[Origin]] = {}
        self._results: dict[SystemRef, frozenset[Origin]] = {}

    def begin(self) -> Movements:
        """Start a new, empty record of movements."""
        self.movements = Movements()
        return self.movements

    def connect(self, call: Call) -> Value | None:
        """Return the client that a function of a library creates, None if the function creates
        none.
        """
        if call.name in AWS_MAKERS:
            return Value(client=make_aws_client(call))
        maker = find_maker(call.name)
        client = make_client(call, maker) if maker else make_service_client(call)
        if client is None:
            return None
        self.movements.connected.setdefault(client, call.line)
        return Value(client=client)

    # -- calls ---------------------------------------------------------------------------------

    def call_function(self, call: Call) -> Value | None:
        """Record a call of a library's function and return its result, None for unsupported
        functions.
        """
        operation = FUNCTIONS.get(call.name)
        if operation is None:
            return None
        return self._perform(call, operation, None)

    def call_method(self, call: Call) -> Value | None:
        """Record a call of a method of a client or table and return its result, None if
        unsupported.
        """
        receiver = call.receiver or UNKNOWN
        client = receiver.client
        if client is not None and (found := self._call_client(call, client)) is not None:
            return found
        operation = FRAME_METHODS.get(call.name)
        if operation is None or (client is not None and not receiver.origins):
            return None
        return self._perform(call, operation, None)

    def _call_client(self, call: Call, client: Client) -> Value | None:
        if operation := find_operation(client.kind, call.name):
            return self._perform(call, operation, client)
        if client.kind == "soap" and call.receiver and call.receiver.label == "service":
            return self._perform(call, SERVICE, replace(client, dataset=call.name))
        if call.name == "connect" and client.kind in {"sftp", "queue", "ftp"}:
            found = address_client(client, call)
            self.movements.connected.setdefault(found, call.line)
            return Value(client=found)
        if call.name in RESULTS and client.system in self._results:
            return Value(client=client, origins=self._results[client.system])
        return None

    def iterate(self, value: Value) -> Value:
        """Return an element of a value: a row of a cursor, a message of a consumer."""
        client = value.client
        if client is None or value.origins:
            return Value(origins=value.collect_origins(), client=client)
        if client.kind in {"queue", "pubsub"} and client.dataset:
            origin = self._read(Endpoint(system=client.system, dataset=client.dataset), 0, client)
            return Value(origins=frozenset({origin}))
        return Value(origins=self._results.get(client.system, frozenset()), client=client)

    def open_file(self, call: Call) -> Value:
        """Return a local file, or an object that a library opens like a local file."""
        given = call.positional[0] if call.positional else call.keywords.get("file", UNKNOWN)
        mode = call.positional[1] if call.positional[1:] else call.keywords.get("mode", UNKNOWN)
        path = given.format_text()
        value = Value(label=path, builder="file", text=None)
        if re.search(r"[wax+]", mode.text or "r"):
            return value
        return replace(value, origins=self._read_file(path, call.line))

    def fill_sink(self, sink: Value, data: frozenset[Origin]) -> None:
        """Record that a pipeline step writes the data of the steps before it."""
        if sink.client is not None:
            endpoint = Endpoint(system=sink.client.system, dataset=sink.client.dataset)
            self._write_rows(endpoint, sink.line, data, sink.client)

    def write_file(self, path: str, origins: frozenset[Origin], line: int) -> None:
        """Record that the program writes data to a file."""
        endpoint = locate_path(path)
        self._files[path] = self._files.get(path, frozenset()) | origins
        if origins and endpoint.dataset:
            self._write(endpoint, line, origins, Mechanism.FILE, "file")

    def write(
        self, endpoint: Endpoint, line: int, origins: frozenset[Origin], technology: str,
        mechanism: Mechanism = Mechanism.ETL,
    ) -> None:  # fmt: skip
        """Record that the program writes data to a system."""
        if self._is_unknown(endpoint, line, "spark"):
            return
        self._write(endpoint, line, origins, mechanism, technology)

    def read(self, endpoint: Endpoint, line: int, sql: str, dialect: str, technology: str) -> Value:
        """Record that the program reads a dataset, or the rows of a query; return the data."""
        key = endpoint.dataset
        if endpoint.system.name == FILES and key in self._files:
            return Value(origins=self._files[key])
        if self._is_unknown(endpoint, line, "spark"):
            return UNKNOWN
        origin = Origin(endpoint=endpoint, line=line, sql=sql, dialect=dialect)
        self.movements.reads.setdefault(origin, (Mechanism.ETL, technology))
        self.movements.used.add(endpoint.system)
        return Value(origins=frozenset({origin}))

    def run_sql(
        self, text: Value, client: Client, line: int, data: frozenset[Origin]
    ) -> frozenset[Origin]:
        """Record a SQL statement, and return the origins of its rows."""
        sql = text.format_text()
        self.movements.used.add(client.system)
        is_quiet = text.text is not None and (QUIET.match(sql) or not sql.strip())
        if is_quiet or self._is_unknown(Endpoint(system=client.system), line, client.kind):
            return frozenset()
        if text.text is None or not re.search(r"\s", sql.strip()):
            return self._run_unknown(client, line, data)
        if SELECT.match(sql):
            origin = Origin(endpoint=Endpoint(system=client.system), line=text.line or line,
                            sql=sql, dialect=client.dialect)  # fmt: skip
            self.movements.reads.setdefault(origin, (Mechanism.SQL, ""))
            self._results[client.system] = frozenset({origin})
            return frozenset({origin})
        target = INSERT.match(sql)
        if target and (data or _has_no_source(sql)):
            dataset = "" if HOLE.search(target[1]) else target[1]
            self._write_rows(Endpoint(system=client.system, dataset=dataset), line, data, client)
        else:
            found = Statement(text=sql, line=text.line or line, client=client)
            self.movements.statements.setdefault(found)
        return frozenset()

    def _run_unknown(self, client: Client, line: int, data: frozenset[Origin]) -> frozenset[Origin]:
        """Record a statement with unknown text: a write if data is passed to it, else a read."""
        endpoint = Endpoint(system=client.system)
        if data:
            self._write_rows(endpoint, line, data, client)
        if data or client.system.name == FILES:
            return frozenset()
        self._results[client.system] = frozenset({self._read(endpoint, line, client)})
        return self._results[client.system]

    # -- operations ----------------------------------------------------------------------------

    def _perform(self, call: Call, operation: Operation, client: Client | None) -> Value:
        given = call.sort_arguments(operation)
        data = self._collect_data(call)
        client = client or choose_client(call, given)
        if client is None:
            return Value(origins=data)
        match operation.role:
            case Role.BIND:
                return Value(client=bind_client(client, call, given))
            case Role.LOAD:
                return self._load(call, operation, given, client)
            case Role.RUN | Role.READ if "sql" in given and client.kind != "salesforce":
                sent = data if operation.role is Role.RUN else frozenset()
                origins = self.run_sql(given["sql"], client, call.line, sent)
                return Value(client=client, origins=origins)
            case Role.RUN:
                # session.execute(select(Order)): the statement is an object of a mapper
                origins = self.run_sql(Value(label="statement"), client, call.line, data)
                return Value(client=client, origins=origins)
            case _:
                return self._move(call, operation.role, given, client, data)

    def _move(
        self, call: Call, role: Role, given: Mapping[str, Value], client: Client,
        data: frozenset[Origin],
    ) -> Value:  # fmt: skip
        """Record the read or the write of an endpoint, and return what the call returns."""
        if client.kind == "salesforce" and (
            found := FROM.search(given.get("sql", UNKNOWN).format_text())
        ):
            client = replace(client, dataset=found[1])
        endpoint = locate_call(call, given, client)
        if endpoint is None:
            if "address" in given:
                name = given["address"].format_text()
                self.movements.unknown.setdefault(name, call.line)
            return Value(origins=data)
        local = given["local"].format_text() if "local" in given else ""
        match _find_request_role(call, role, given) if client.kind == "http" else role:
            case Role.SINK | Role.BIND as chosen:
                bound = replace(client, system=endpoint.system, dataset=endpoint.dataset)
                is_sink = chosen is Role.SINK
                return Value(builder="sink", client=bound, line=call.line) if is_sink else UNKNOWN
            case Role.READ:
                return self._receive(call, endpoint, client, local)
            case chosen:
                data |= self._read_file(local, call.line) if local else frozenset()
                return self._send(call, chosen, endpoint, client, data)

    def _receive(self, call: Call, endpoint: Endpoint, client: Client, local: str) -> Value:
        """Record a read and return its data; a local file that the call names then contains the
        data.
        """
        origins = self._read_endpoint(endpoint, call.line, client)
        if client.kind == "queue" and not endpoint.dataset:
            origins = self._results.get(client.system, origins)  # of the subscription
        if local:
            self._files[local] = origins
        if call.name in SUBSCRIPTIONS:
            self._results[client.system] = origins
        return Value(origins=origins, client=client if client.kind == "queue" else None)

    def _send(
        self, call: Call, role: Role, endpoint: Endpoint, client: Client, data: frozenset[Origin]
    ) -> Value:
        """Record a write; also record the read of the reply if the call returns data."""
        if role is Role.WRITE or data:
            self._write_rows(endpoint, call.line, data, client)
        if role is not Role.BOTH:
            return UNKNOWN
        reply = self._read_endpoint(endpoint, call.line, client)
        if data:
            self.movements.replies |= reply
        else:  # a request without data from elsewhere: only a used reply shows that it reads
            self.movements.requests |= reply
        return Value(origins=reply)

    def _load(
        self, call: Call, operation: Operation, given: Mapping[str, Value], client: Client
    ) -> Value:
        """Record a copy from one endpoint to another, such as a file that a database loads into a
        table.
        """
        if "copied" in given:
            start, end = locate_copied(given["copied"]), locate_call(call, given, client)
        else:
            dataset = name_dataset(given.get("dataset", UNKNOWN))
            table = Endpoint(system=client.system, dataset=dataset)
            place = given.get("path", UNKNOWN)
            first = place.elements[0] if place.elements else place
            file = locate_path(first.format_text())
            start, end = (file, table) if operation.arguments[0] == "path" else (table, file)
        if end is not None:
            origin = self._read(start, call.line, client)
            self._write(end, call.line, frozenset({origin}), Mechanism.FILE, _technology(client))
        return UNKNOWN

    def _collect_data(self, call: Call) -> frozenset[Origin]:
        """Return the origins of the data that a call sends.

        A method of a table (``frame.to_sql(…)``) sends the data of the table. Any other call sends
        the data of its arguments and its object.
        """
        receiver = call.receiver
        if receiver and receiver.origins and call.name in FRAME_METHODS:
            return receiver.origins
        own = receiver.origins if receiver and receiver.client is None else frozenset()
        return call.collect_origins() | own

    def _read_endpoint(self, endpoint: Endpoint, line: int, client: Client) -> frozenset[Origin]:
        if self._is_unknown(endpoint, line, client.kind):
            return frozenset()
        if endpoint.system.name == FILES:
            return self._read_file(endpoint.dataset, line)
        return frozenset({self._read(endpoint, line, client)})

    def _read_file(self, path: str, line: int) -> frozenset[Origin]:
        """Return the origins of the data in a file: of what the program wrote to it, else the file
        itself.
        """
        if path in self._files:
            self.movements.intermediate.add(path)
            return self._files[path]
        endpoint = locate_path(path)
        if not endpoint.system.clues and not endpoint.dataset:
            return frozenset()  # a path that is known only at run time
        files = Client(kind="files", system=SystemRef())
        return frozenset({self._read(endpoint, line, files)})

    def _is_unknown(self, endpoint: Endpoint, line: int, kind: str) -> bool:
        """Return whether the system of an endpoint is unknown; collect unknown systems for the
        report.
        """
        if endpoint.system.clues or endpoint.system.name:
            return False
        if kind != "files":
            self.movements.unknown.setdefault(endpoint.dataset or f"{kind} client", line)
        return True

    def _read(self, endpoint: Endpoint, line: int, client: Client) -> Origin:
        origin = Origin(endpoint=endpoint, line=line)
        mechanism = MEANS.get(client.kind, (Mechanism.SQL, ""))[0]
        self.movements.reads.setdefault(origin, (mechanism, _technology(client)))
        self.movements.used.add(endpoint.system)
        return origin

    def _write_rows(
        self, endpoint: Endpoint, line: int, origins: frozenset[Origin], client: Client
    ) -> None:
        if endpoint.system.name == FILES:
            self.write_file(endpoint.dataset, origins, line)
            return
        if self._is_unknown(endpoint, line, client.kind):
            return
        mechanism = MEANS.get(client.kind, (Mechanism.SQL, ""))[0]
        self._write(endpoint, line, origins, mechanism, _technology(client))

    def _write(
        self, endpoint: Endpoint, line: int, origins: frozenset[Origin], mechanism: Mechanism,
        technology: str,
    ) -> None:  # fmt: skip
        found = Write(
            target=endpoint, line=line, origins=origins, mechanism=mechanism, technology=technology
        )
        self.movements.writes.setdefault(found)
        self.movements.used.add(endpoint.system)


def _has_no_source(sql: str) -> bool:
    """Return whether SQL only writes data of the program itself: INSERT … VALUES, UPDATE … SET."""
    return not re.search(r"\b(?:select|from|using|join)\b", sql, re.I)


def _find_request_role(call: Call, role: Role, given: Mapping[str, Value]) -> Role:
    """Return what an HTTP request does: GET reads, and a request for a token moves no data."""
    address = given["address"].format_text() if "address" in given else ""
    if role is Role.BOTH and SIGN_ON.search(address):
        return Role.BIND
    word = given["method"].format_text().casefold() if "method" in given else call.name
    return Role.READ if word.rpartition(".")[2] in REQUESTS else role


def _technology(client: Client) -> str:
    return MEANS.get(client.kind, (Mechanism.SQL, ""))[1]
