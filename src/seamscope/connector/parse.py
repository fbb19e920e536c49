"""Parse JSON, YAML, XML and Python that may be broken or hostile; errors name the line.

Every function raises UnreadableError with file, line, problem and remedy.
"""

import ast
import json
import re
import warnings
from sys import intern
from xml.etree.ElementTree import Element

from seamscope.connector.doc import LinedList, Lines, WrittenNumber
from seamscope.connector.redaction import blank_secrets, redact_value
from seamscope.connector.scrub import quote
from seamscope.errors import UnreadableError

# Real exports of large companies are far below this; an alias bomb exceeds it quickly.
MAX_YAML_NODES = 1_000_000
MAX_DEPTH = 200
LINE = "{seamscope}line"


# A string, which is kept, or a comment or trailing comma, which many tools allow.
_JSON_EXTRAS = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)'
    r"|,(?=(?:\s|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+[}\]])",
    re.S,
)

_JSON_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.S)

# References to control characters; only tab, line feed and carriage return are allowed.
_FORBIDDEN = re.compile(
    rb"&#(?:x0{0,6}(?:[0-8bcef]|1[0-9a-f])|0{0,6}(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.I
)


def parse_json(text: str, file: str) -> object:
    """Parse one JSON document, ignoring comments and trailing commas.

    Raises UnreadableError for invalid JSON, and for an object with two different values of a key,
    because Python's parser would lose the first one.
    """
    try:
        try:
            return check_depth(json.loads(text, object_pairs_hook=refuse_duplicates), file)
        except json.JSONDecodeError:
            plain = _JSON_EXTRAS.sub(_blank_extras, text)
            if plain == text:
                raise
            return check_depth(json.loads(plain, object_pairs_hook=refuse_duplicates), file)
    except DuplicateKeyError as error:
        at = text.rfind(json.dumps(error.key, ensure_ascii=False))
        raise UnreadableError(
            f"the key '{quote(error.key, 60)}' occurs twice in one object",
            remedy="keep one of the two, or export the file again",
            file=file,
            line=text.count("\n", 0, at) + 1 if at >= 0 else 1,
        ) from None
    except json.JSONDecodeError as error:
        if _measure_depth(text[: error.pos]) > MAX_DEPTH:
            raise _build_depth_error(file) from None
        remedy = "export the file again" if text.strip() else "remove the file or export it again"
        problem = f"not valid JSON ({error.msg})" if text.strip() else "the file is empty"
        raise UnreadableError(problem, remedy=remedy, file=file, line=error.lineno) from None
    except RecursionError:
        raise _build_depth_error(file) from None
    except ValueError:  # an integer with more digits than Python converts
        raise UnreadableError(
            "the JSON contains a number that is too long",
            remedy="check the export",
            file=file,
            line=1,
        ) from None


def check_depth(value: object, file: str) -> object:
    """Return a parsed value; raise UnreadableError if it is nested deeper than MAX_DEPTH.

    This check is needed because the parser's own limit differs between Python versions.
    """
    level: list[dict[object, object] | list[object]] = []
    if isinstance(value, dict | list):
        level.append(value)
    for _ in range(MAX_DEPTH):
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return value
    raise _build_depth_error(file)


def _measure_depth(text: str) -> int:
    """Return the nesting depth at the end of a JSON text.

    JSON that is cut off inside deep nesting is both invalid and too deep, and Python versions
    differ in which error they report first.
    """
    depth = 0
    for match in _JSON_NESTING.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
    return depth


def _build_depth_error(file: str) -> UnreadableError:
    return UnreadableError(
        "JSON is nested too deeply", remedy="export a flatter document", file=file, line=1
    )


class DuplicateKeyError(Exception):
    """Raised when an object has the same key twice."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def refuse_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object from pairs for `json`; raise DuplicateKeyError if a key has two values."""
    # A document repeats its keys thousands of times.
    found = {intern(key): value for key, value in pairs}
    # Some editors write a key twice; with equal values, nothing is lost.
    differing = next((key for key, value in pairs if found[key] != value), None)
    if len(found) != len(pairs) and differing is not None:
        raise DuplicateKeyError(differing)
    return found


def _blank_extras(match: re.Match[str]) -> str:
    """Return a string unchanged, and only the line breaks of a comment, to keep line numbers.

    An unclosed comment is kept, so that the text after it is not lost.
    """
    text = match[0]
    if text.startswith('"') or (text.startswith("/*") and not text[2:].endswith("*/")):
        return text
    return "\n" * text.count("\n")


def parse_yaml(text: str, file: str) -> list[object]:
    """Parse all documents of a YAML stream; mappings and sequences know their line numbers."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        roots = list(yaml.compose_all(text, Loader=loader))
        build = _YamlBuilder(file)
        return [build.value(root, 0) for root in roots]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(
            f"not valid YAML ({error.problem or 'syntax error'})",
            remedy="correct the indentation or quoting in this line",
            file=file,
            line=mark.line + 1 if mark else None,
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableError(
            f"not valid YAML ({type(error).__name__})", remedy="save it as UTF-8 text", file=file
        ) from None


class _YamlBuilder:
    """Builds plain values from a composed YAML tree, within limits of size and depth.

    Each use of an alias builds its value again, so that the limit on nodes also stops alias bombs.
    """

    def __init__(self, file: str) -> None:
        import yaml

        self.file = file
        self.nodes = 0
        self.yaml = yaml
        self.constructor = yaml.SafeLoader("")

    def value(self, node: object, depth: int) -> object:
        self.nodes += 1
        if self.nodes > MAX_YAML_NODES or depth > MAX_DEPTH:
            raise UnreadableError(
                "YAML expands without bound (aliases or nesting)",
                remedy="write the repeated parts out, or remove the file",
                file=self.file,
                line=1,
            )
        yaml = self.yaml
        if isinstance(node, yaml.MappingNode):
            return self._build_mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            items = LinedList(self.value(item, depth + 1) for item in node.value)
            items.lines = {i: n.start_mark.line + 1 for i, n in enumerate(node.value)}
            return items
        return self._build_scalar(node)

    def _build_mapping(self, node: object, depth: int) -> Lines:
        mapping = Lines()
        mapping.lines = {}
        pairs = getattr(node, "value", [])
        merged_keys: set[object] = set()  # from `<<: *base`; the mapping's own keys replace them
        for key_node, value_node in pairs:
            # Keys keep their text, because YAML would parse `on:` as true.
            key = (
                key_node.value if isinstance(key_node.value, str) else self._build_scalar(key_node)
            )
            value = self.value(value_node, depth + 1)
            if key_node.tag == "tag:yaml.org,2002:merge" and isinstance(value, Lines):
                for merged, inner in value.items():
                    if merged not in mapping:
                        merged_keys.add(merged)
                    mapping.setdefault(merged, inner)
                    mapping.lines.setdefault(merged, value.lines[merged])
                continue
            if key in mapping and key not in merged_keys:
                raise UnreadableError(
                    f"the key '{quote(str(key), 60)}' occurs twice in one mapping",
                    remedy="keep one of the two",
                    file=self.file,
                    line=key_node.start_mark.line + 1,
                )
            merged_keys.discard(key)
            mapping[key] = value
            mapping.lines[key] = key_node.start_mark.line + 1
        return mapping

    def _build_scalar(self, node: object) -> object:
        tag, text = getattr(node, "tag", ""), getattr(node, "value", "")
        if not isinstance(text, str):
            return str(type(node).__name__)
        kind = tag.rsplit(":", 1)[-1]
        if kind in {"int", "float", "bool", "null"}:
            try:
                build = getattr(self.constructor, f"construct_yaml_{kind}")
                plain: object = build(node)
            except ValueError:
                return text
            return WrittenNumber(plain, text) if isinstance(plain, float) else plain
        return text


def parse_xml(data: bytes, file: str) -> Element:
    """Parse XML; each element has its 1-based line in the attribute ``{seamscope}line``.

    A DOCTYPE is allowed; entity declarations and external references are refused. References to
    control characters, which XML 1.0 forbids but Java writes, are read as spaces.
    """
    from xml.etree.ElementTree import ParseError, TreeBuilder

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    class Lined(DefusedXMLParser):
        def _start(self, tag: str, attributes: list[str]) -> Element:
            # The stubs do not declare this method, which ElementTree calls.
            element: Element = super()._start(tag, attributes)  # type: ignore[misc]
            element.set(LINE, str(self.parser.CurrentLineNumber))
            return element

    parser = Lined(
        target=TreeBuilder(), forbid_dtd=False, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(_FORBIDDEN.sub(b" ", data) if b"&#" in data else data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise UnreadableError(
            "XML declares entities, which can exhaust memory or read other files",
            remedy="export it without entity declarations",
            file=file,
            line=parser.parser.CurrentLineNumber,
        ) from None
    except ParseError as error:
        empty = not data.strip()
        raise UnreadableError(
            "the file is empty" if empty else "not valid XML, or cut off",
            remedy="export the file again",
            file=file,
            line=error.position[0],
        ) from None
    except (ValueError, LookupError) as error:
        raise UnreadableError(
            f"the encoding of the XML is not supported ({type(error).__name__})",
            remedy="save it as UTF-8",
            file=file,
            line=1,
        ) from None
    for element in root.iter():
        element.text = redact_value(element.text) if element.text else None
        for name, value in element.attrib.items():
            element.set(name, redact_value(value))
    return root


def parse_python(text: str, file: str, line: int = 1) -> ast.Module:
    """Parse Python code of a file; positions in the tree are line numbers of the file.

    line: the line of the file at which the code begins.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as invalid escapes "\d" in the file
            tree = ast.parse(blank_secrets(text))
    except SyntaxError as error:
        raise UnreadableError(
            "the file is not valid Python 3",
            remedy="fix the syntax error",
            file=file,
            line=(error.lineno or 1) + line - 1,
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise UnreadableError(
            "the Python code is too large or nested too deeply to parse",
            remedy="split the file, or list its flows in the inventory",
            file=file,
            line=line,
        ) from None
    ast.increment_lineno(tree, line - 1)
    return tree
