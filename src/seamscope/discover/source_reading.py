"""Read one source: its records, its errors, and mentions of other systems in its files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from seamscope.connector import Connector, File, make_source
from seamscope.connector.scrub import scrub
from seamscope.discover.claims import build_crash_error
from seamscope.discover.memory import SourceContent
from seamscope.errors import SeamscopeError, UnreadableError
from seamscope.records import Evidence, Flow, Record, Skipped
from seamscope.residue import Sign, drop_recorded_signs, find_signs, get_language

Reduce = Callable[[Iterable[Record]], Iterable[Record]]


def read_source(
    connector: Connector, members: Sequence[File], reduce: Reduce = iter
) -> SourceContent:
    """Return the content of one source; if the connector fails, the records up to the failure.

    reduce: merges records while they are read.
    """
    source = make_source(connector.name, members)
    records: list[Record] = []
    errors: list[SeamscopeError] = []
    failed = False
    try:
        found = (_mark_declared(scrub(record), connector) for record in connector.read(source))
        records.extend(reduce(found))
    except UnreadableError as error:
        errors.append(error)
    except Exception as error:  # noqa: BLE001 (a connector's fault costs that source only)
        failed = True
        errors.append(build_crash_error(connector.name, source.file.path, error))
    reported_errors = [to_error(record) for record in records if isinstance(record, Skipped)]
    records += [to_skipped(error, source.file.path, connector.name) for error in errors]
    errors += [error for error in reported_errors if error]
    for file in source.files:
        records += _list_problems(file, records)
    signs = list(_find_signs(connector, members))
    if len(members) > 1:
        signs = drop_recorded_signs(signs, records)
    return SourceContent(records=records, errors=errors, signs=signs, failed=failed)


def _list_problems(file: File, records: Sequence[Record]) -> list[Skipped]:
    """Return problems with the decoding of a file, and reports of values that no record uses."""
    noted = [
        Skipped(reason=problem, remedy=remedy, evidence=file.at(), kind=kind)
        for problem, remedy, kind in file.content.notes
    ]
    reported = {
        record.evidence.place
        for record in (*records, *noted)
        if isinstance(record, Skipped) and record.evidence.file == file.path
    }
    unused = [fault for usage in file.list_usages() for fault in usage.report_faults(reported)]
    return [*noted, *unused]


def _mark_declared(record: Record, connector: Connector) -> Record:
    """Mark a flow as declared if it comes from a file that people write, such as an inventory.

    Other records are returned unchanged.
    """
    if isinstance(record, Flow) and connector.declares:
        return replace(record, declared=True)
    return record


def _find_signs(connector: Connector, members: Sequence[File]) -> Iterator[Sign]:
    """Yield mentions of other systems in the files of a source.

    In sources that people maintain, only documents are searched, not lists.
    """
    for file in members:
        language = get_language(file.path)
        if not language or (connector.declares and language != "text"):
            continue
        try:
            for sign in find_signs(file.text_parts(), file.path, language):
                missing = file.left_out.count_missing(sign.line)
                yield replace(sign, line=sign.line + missing) if missing else sign
        except UnreadableError:  # the connector has reported this error
            continue


def to_skipped(error: SeamscopeError, path: str, connector: str = "") -> Skipped:
    """Return a Skipped record for an input that could not be read because of an error."""
    where = Evidence(file=error.file or path, line=error.line or 0, connector=connector)
    return Skipped(reason=error.what, remedy=error.remedy, evidence=where)


def to_error(skipped: Skipped) -> UnreadableError | None:
    """Return the error to print for a skipped file, None if only a part of it was skipped."""
    if skipped.kind != "file":
        return None
    where = skipped.evidence
    return UnreadableError(
        skipped.reason, remedy=skipped.remedy, file=where.file, line=where.line or None
    )
