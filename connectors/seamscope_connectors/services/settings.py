"""Flatten the settings of a service: YAML, JSON, properties and environment variables."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from seamscope.connector import Doc, File, build_member, is_secret_name
from seamscope.connector.redaction import redact_value
from seamscope.records import Evidence

DEPTH = 40  # levels of nested settings; deeper values are not settings of a service
NESTED = 5  # placeholders inside the values of placeholders
PAIR = re.compile(
    r"[ \t]*(?:export[ \t]+)?(?P<key>[\w.\[\]:-]{1,200})[ \t]*[=:][ \t]*(?P<value>.*)"
)
# ${NAME}, ${NAME:default}, ${NAME:-default}
PLACEHOLDER = re.compile(r"\$\{(?P<name>[\w.-]{1,200})(?::-?(?P<default>[^${}]{0,200}))?\}")
OPEN = re.compile(r"\$\{|\{\{|\$\(|#\{|%\{")
WRONG_TYPE = "?"  # the text of a variable whose value is a list, a mapping, a number or a switch
SECTION = re.compile(r"[ \t]*\[{1,2}(?P<name>[^\[\]\n]{1,100})\]{1,2}[ \t]*")
NAMED = frozenset({"name", "value"})  # keys of an entry in a list of variables
OPENED = re.compile(r"[ \t]*(?P<quote>[\"'])(?:(?!(?P=quote)).)*")  # a quote without its end
# A comment, an empty line, or a variable whose value comes from the shell.
NO_SETTING = re.compile(r"\s*(?:[#;!]|(?:export\s+)?[A-Za-z_]\w{0,200}\s*\Z|\Z)")
REMARK = re.compile(r"\s#[ \t]*(\S[^\n]{0,200})\Z")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of a service.

    key: its full name, ``spring.datasource.url``.
    text: its value without secrets.
    words: the words of the key in lower case.
    remark: the comment after the value in a YAML file.
    """

    key: str
    text: str
    evidence: Evidence
    remark: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the key: ``RabbitMq.HostName`` → rabbit, mq, host, name."""
        return tuple(word.casefold() for word in WORD.findall(self.key))


def flatten(doc: Doc, file: File, prefix: str = "", base: int = 0) -> Iterator[Setting]:
    """Yield the settings of a mapping at any depth.

    base: the line of the outer file before the first line of the document.
    """
    if not prefix and not isinstance(doc.value, list):
        doc.keys()  # settings of another type are reported
    todo = [(prefix, doc, 0)]
    while todo:
        key, found, depth = todo.pop(0)
        if isinstance(found.value, dict) and {*found.value} == NAMED and depth:
            name, value = _join(key, found["name"].text), found["value"]
            if isinstance(value.value, str | None):
                todo.append((name, value, depth + 1))
            else:  # a value of a wrong type; reported if the key should contain an address
                where = file.at(base + found.line) if found.line else found.evidence
                yield Setting(key=name, text=WRONG_TYPE, evidence=where)
        elif isinstance(found.value, dict) and depth < DEPTH:
            todo += [(_join(key, name), child, depth + 1) for name, child in found.items()]
        elif isinstance(found.value, list) and depth < DEPTH:
            several = len(found.value) > 1
            _check_items(found)
            todo += [
                (_join(key, str(at)) if several and _is_block(child) else key, child, depth + 1)
                for at, child in enumerate(found)
            ]
        elif key and not is_secret_name(key.rpartition(".")[2]):
            line = base + found.line if base or found.line else None
            where = file.at(line) if line else found.evidence
            yield Setting(key=key, text=found.text, evidence=where, remark=_read_remark(file, line))


def _check_items(listed: Doc) -> None:
    """Report values that are in a list of mappings but are not mappings themselves."""
    odd = [child for child in listed if not isinstance(child.value, dict)]
    if listed.value and len(odd) < len([*listed]):
        for child in odd:
            child.reject("a mapping")


def _is_block(entry: Doc) -> bool:
    """Return whether an entry of a list is a block of settings and not a variable."""
    return isinstance(entry.value, dict) and {*entry.value} != NAMED


def _read_remark(file: File, line: int | None) -> str:
    """Return the comment at the end of a YAML line, "" if there is none."""
    if not line or file.suffix not in {".yaml", ".yml"}:
        return ""
    lines = _list_lines(file.text())
    found = REMARK.search(lines[line - 1]) if line <= len(lines) else None
    return found[1] if found else ""


@lru_cache(maxsize=8)
def _list_lines(text: str) -> list[str]:
    return text.splitlines()


def _join(prefix: str, name: str) -> str:
    part = re.sub(r"__|:", ".", name)
    return f"{prefix}.{part}" if prefix else part


def read_pairs(text: str, file: File, base: int = 0) -> Iterator[Setting]:
    """Yield the settings in lines such as ``kafka.topic=orders``, without secrets."""
    for number, line in enumerate(text.splitlines(), 1):
        pair = PAIR.fullmatch(line)
        if pair is None or is_secret_name(pair["key"].rpartition(".")[2]):
            continue
        value = redact_value(pair["value"].strip().strip("\"'"))
        yield Setting(key=_join("", pair["key"]), text=value, evidence=file.at(base + number))


def read_flat(file: File, text: str) -> Iterator[Setting]:
    """Yield the settings of a file with sections such as ``[source]`` and lines such as ``url =
    …``.
    """
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := SECTION.fullmatch(line):
            section = head["name"].strip().strip("\"'")
            continue
        for one in read_pairs(line, file, number - 1):
            yield replace(one, key=_join(section, one.key))


def list_unread_lines(text: str) -> list[int]:
    """Return the numbers of the lines that are not settings, in a file with lines ``key = value``.

    An example is ``@@@ 1v/ipa//:ptth=LRU``. Comments and sections are left out, as are the further
    lines of a value that is in quotes or is continued.
    """
    found: list[int] = []
    quote, is_value, escaped = "", False, False
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        pair = PAIR.fullmatch(line)
        opened = OPENED.fullmatch(pair["value"]) if pair else None
        quote = opened["quote"] if opened else ""
        is_value = bool(pair) or escaped or (is_value and line[:1].isspace())
        escaped = line.endswith("\\")
        if not (is_value or NO_SETTING.match(line) or SECTION.fullmatch(line)):
            found.append(number)
    return found


def read_embedded(name: str, text: str, file: File, line: int) -> Iterator[Setting]:
    """Yield the settings of a file that is the value of a key: ``application.yml: |``.

    line: line of the key in the outer file.
    """
    if name.endswith((".yml", ".yaml", ".json")):
        member = build_member(text.encode(), f"{file.path}!{name}", name)
        for doc in member.documents():
            yield from flatten(doc, file, base=line)
    elif "\n" in text.strip():
        yield from read_pairs(text, file, line)


def fill_all(settings: Iterable[Setting], others: Mapping[str, str]) -> list[Setting]:
    """Return the settings with placeholders replaced by other settings or by their defaults.

    others: settings that the service does not have itself, such as settings in `.env`.
    """
    listed = list(settings)
    known = {**others, **{one.key: one.text for one in listed}}
    return [replace(one, text=fill(one.text, known)) for one in listed]


def fill(text: str, known: Mapping[str, str]) -> str:
    """Replace placeholders whose value is known: ``http://${erp.host}/api`` →
    ``http://erp01/api``.
    """
    for _ in range(NESTED):
        filled = PLACEHOLDER.sub(lambda match: _find_value(match, known), text)
        if filled == text or len(filled) > 2000:
            break
        text = filled
    return text


def _find_value(match: re.Match[str], known: Mapping[str, str]) -> str:
    found = known.get(match["name"], "")
    if found and match[0] not in found:
        return found
    return match["default"] or match[0]


def is_open(text: str) -> bool:
    """Return whether a value contains a placeholder without a known value."""
    return bool(OPEN.search(text))
