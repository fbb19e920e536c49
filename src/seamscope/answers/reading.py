"""Read `answers.yaml`: every entry with its lines, and all errors in the file.

The file is read as YAML 1.2, in which ``yes`` is a word; values are kept as written, so that a
system called ``007`` keeps its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seamscope.answers.entry import KEYS, NAME, PERSONAL, AnswerFile, Entry
from seamscope.connector.redaction import redact
from seamscope.connector.scrub import clean_text
from seamscope.errors import SeamscopeError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node

FORM = "write a mapping with the key `answers` and a list of entries, as `seamscope survey` does"
DEEPEST = 20  # levels of nesting; an entry needs three


def read_answers(path: Path) -> AnswerFile:
    """Read an answers file; errors are returned in `errors` and not raised.

    A missing file is read as an empty file.
    """
    if not path.exists():
        return AnswerFile(name=path.name, shown=str(path))
    try:
        content = path.read_bytes()
    except OSError as error:
        remedy = "check the path and its permissions"
        problem = f"cannot be read ({error.strerror})"
        fault = SeamscopeError(problem, remedy=remedy, file=str(path))
        return AnswerFile(name=path.name, shown=str(path), errors=(fault,), sound=False)
    return parse(content, path.name, str(path))


def parse(content: bytes, name: str = NAME, shown: str = "") -> AnswerFile:
    """Parse the bytes of an answers file.

    shown: the path for errors.
    """
    mark = content.startswith(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _build_broken_file(name, shown, "is not UTF-8", "save it as UTF-8", line)
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    return _Reader(name=name, shown=shown or name).build_file(text, newline, mark=mark)


def _build_broken_file(name: str, shown: str, problem: str, remedy: str, line: int) -> AnswerFile:
    error = SeamscopeError(problem, remedy=remedy, file=shown or name, line=line)
    return AnswerFile(name=name, shown=shown, errors=(error,), sound=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads one file.

    name: the name of the file in evidence.
    shown: the path of the file in errors.
    """

    name: str
    shown: str

    def build_file(self, text: str, newline: str, *, mark: bool) -> AnswerFile:
        if not text.strip():
            return AnswerFile(
                name=self.name, shown=self.shown, text=text, newline=newline, mark=mark
            )
        try:
            root = compose(text)
        except SeamscopeError as error:
            line = error.line or 1
            return _build_broken_file(self.name, self.shown, error.what, error.remedy, line)
        found = self._list_entries(root) if root is not None else []
        if isinstance(found, SeamscopeError):
            return AnswerFile(
                name=self.name, shown=self.shown, text=text, errors=(found,), sound=False
            )
        entries: list[Entry] = []
        errors = [
            self._build_error(
                node, "an entry in braces cannot be filled in", "write each key on its own line"
            )
            for node in found
            if _is_closed(node)
        ]
        for node in found:
            entry = self._read_entry(node, text)
            errors += [entry] if isinstance(entry, SeamscopeError) else []
            entries += [entry] if isinstance(entry, Entry) else []
        unique_entries, duplicate_errors = self._select_unique(entries)
        errors = sorted([*errors, *duplicate_errors], key=lambda error: error.line or 0)
        return AnswerFile(
            name=self.name,
            shown=self.shown,
            text=text,
            entries=unique_entries,
            errors=tuple(errors),
            sound=not errors,
            newline=newline,
            mark=mark,
        )

    def _list_entries(self, root: "Node") -> "list[Node] | SeamscopeError":
        """Return the entries below `answers`, or an error for a malformed document."""
        from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

        if not isinstance(root, MappingNode):
            return self._build_error(root, "is not a mapping", FORM)
        values = dict(_list_pairs(root))
        listed = values.get("answers")
        match listed:
            case None:
                return self._build_error(root, "has no key `answers`", FORM)
            case SequenceNode() if listed.flow_style and listed.value:
                return self._build_error(
                    listed, "`answers` is a list in brackets", "write each entry on its own line"
                )
            case SequenceNode():
                return list(listed.value)
            case ScalarNode() if not _get_text(listed):
                return []
            case _:
                return self._build_error(listed, "`answers` is not a list", FORM)

    def _read_entry(self, node: "Node", text: str) -> Entry | SeamscopeError:
        from ruamel.yaml.nodes import MappingNode, ScalarNode

        if not isinstance(node, MappingNode):
            return self._build_error(node, "an entry is not a mapping", "write `id:` and `answer:`")
        values = dict(_list_pairs(node))
        for key in ("id", *PERSONAL):
            value = values.get(key)
            if value is not None and not isinstance(value, ScalarNode):
                problem = f"`{key}` is a list or a mapping, not a single value"
                return self._build_error(value, problem, "write yes, no, or a name")
        identity = _get_text(values.get("id")).strip()
        if not identity:
            return self._build_error(node, "an entry has no `id`", "copy the id from the survey")
        return _build_entry(node, values, identity, text)

    def _select_unique(
        self, entries: list[Entry]
    ) -> tuple[tuple[Entry, ...], list[SeamscopeError]]:
        """Return the entries with a unique id, and an error for each repeated id."""
        lines: dict[str, list[int]] = {}
        for entry in entries:
            lines.setdefault(entry.id, []).append(entry.first)
        errors = [
            SeamscopeError(
                f"the id {clean_text(key)} occurs in lines {', '.join(map(str, found))}",
                remedy="keep one of them",
                file=self.shown,
                line=found[-1],
            )
            for key, found in lines.items()
            if len(found) > 1
        ]
        return tuple(entry for entry in entries if len(lines[entry.id]) == 1), errors

    def _build_error(self, node: "Node", problem: str, remedy: str) -> SeamscopeError:
        return SeamscopeError(
            problem, remedy=remedy, file=self.shown, line=node.start_mark.line + 1
        )


def compose(text: str) -> "Node | None":
    """Return the YAML node tree of a string; raise SeamscopeError with the line of an error."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        _refuse_traps(text)
        node: Node | None = YAML().compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = f"is not YAML: {clean_text(str(error.problem or error.context))}"
        raise SeamscopeError(problem, remedy="correct the line", line=line) from None
    except (YAMLError, RecursionError, ValueError) as error:
        problem = f"is not YAML ({type(error).__name__})"
        raise SeamscopeError(problem, remedy="correct the file", line=1) from None
    return node


def _refuse_traps(text: str) -> None:
    """Raise SeamscopeError for aliases and deep nesting, which could exhaust memory."""
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):  # the scanner without comments is faster
        line = event.start_mark.line + 1
        match event:
            case AliasEvent():
                raise SeamscopeError("holds an alias", remedy="write the value out", line=line)
            case CollectionStartEvent():
                depth += 1
                if depth > DEEPEST:
                    remedy = "write answers as texts"
                    raise SeamscopeError("is nested too deeply", remedy=remedy, line=line)
            case CollectionEndEvent():
                depth -= 1


def _list_children(node: "Node | None") -> "Iterator[Node]":
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    match node:
        case MappingNode():
            for key, value in node.value:
                yield key
                yield value
        case SequenceNode():
            yield from node.value
        case _:
            return


def _is_closed(node: "Node") -> bool:
    """Return whether an entry is written in braces without an answer: ``{id: a}``."""
    from ruamel.yaml.nodes import MappingNode

    return (
        isinstance(node, MappingNode)
        and bool(node.flow_style)
        and not _get_text(dict(_list_pairs(node)).get("answer"))
    )


def _list_pairs(node: "MappingNode") -> "Iterator[tuple[str, Node]]":
    """Yield the keys and values of a mapping; the last value of a repeated key wins."""
    for key, value in node.value:
        yield _get_text(key), value


def _get_text(node: "Node | None") -> str:
    """Return the text of a scalar as written, "" for null and for other nodes."""
    from ruamel.yaml.nodes import ScalarNode

    if not isinstance(node, ScalarNode) or str(node.tag) == "tag:yaml.org,2002:null":
        return ""
    return str(node.value)


def _build_entry(node: "MappingNode", values: "dict[str, Node]", identity: str, text: str) -> Entry:
    personal_values = {key: redact(_get_text(values.get(key)).strip()) for key in PERSONAL}
    lines = {_get_text(key): key.start_mark.line + 1 for key, _ in node.value}
    last = max(
        (_find_last_line(child) for child in _list_children(node)), default=node.start_mark.line
    )
    last = _find_last_line_with_comments(text.split("\n"), last, node.start_mark.column)
    first = node.start_mark.line
    own = set(values) <= set(KEYS) and not _has_comment(node, text, last)
    return Entry(
        id=identity,
        answer=personal_values["answer"],
        by=personal_values["answered_by"],
        on=personal_values["answered_on"],
        line=lines.get("answer", first + 1),
        first=first + 1,
        last=last + 1,
        column=node.start_mark.column,
        personal=any(personal_values.values()) or not own or bool(node.flow_style),
    )


def _find_last_line_with_comments(lines: list[str], last: int, column: int) -> int:
    """Return the last line of an entry, including comments below it with the same indentation."""
    while last + 1 < len(lines) and lines[last + 1].startswith(f"{' ' * column}#"):
        last += 1
    return last


def _has_comment(node: "MappingNode", text: str, last: int) -> bool:
    """Return whether an entry contains a comment, which only a person can have written."""
    spans = sorted(_list_spans(node))
    end = sum(len(line) + 1 for line in text.split("\n")[: last + 1])
    place = node.start_mark.index
    for start, stop in [*spans, (end, end)]:
        if "#" in text[place:start]:
            return True
        place = max(place, stop)
    return False


def _list_spans(node: "Node") -> Iterator[tuple[int, int]]:
    """Yield the start and end positions of the scalars in a node."""
    from ruamel.yaml.nodes import ScalarNode

    if isinstance(node, ScalarNode):
        yield node.start_mark.index, node.end_mark.index
    for child in _list_children(node):
        yield from _list_spans(child)


def _find_last_line(node: "Node") -> int:
    """Return the 0-based line on which the text of a node ends."""
    from ruamel.yaml.nodes import CollectionNode, ScalarNode

    start, end = int(node.start_mark.line), node.end_mark
    match node:
        case ScalarNode() if end.index == node.start_mark.index:
            return 0  # an empty value: the parser marks the position of the next token
        case ScalarNode():
            block = end.column == 0 and end.line > start  # a block ends a line later
            return int(end.line - block)
        case CollectionNode() if node.flow_style:
            return int(end.line)
        case _:
            return max([start, *map(_find_last_line, _list_children(node))])
