"""Parse Terraform configuration into plain values with their lines.

An expression becomes text in ``${…}``, like an interpolation in a string: ``queue_arn =
aws_sqs_queue.orders.arn`` → ``{"queue_arn": "${aws_sqs_queue.orders.arn}"}``.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from seamscope.connector import File
from seamscope.connector.doc import LinedList, Lines

if TYPE_CHECKING:  # python-hcl2 and its parser are imported only if there is a .tf file
    from lark import Token, Tree

    Node = Tree[Token]

DEPTH = 60  # levels of blocks and values that are read; deeper ones are kept as text
# Functions whose only argument is the value: ``jsonencode({…})``, ``toset(["a", "b"])``.
WRAPPERS = frozenset(
    {"jsonencode", "yamlencode", "toset", "tolist", "tomap", "tostring", "nonsensitive",
     "sensitive", "trimspace", "chomp"}
)  # fmt: skip
NUMBERS: dict[str, Callable[[str], object]] = {"int_lit": int, "float_lit": float}
SIMPLE = frozenset(
    {"string", "heredoc_template", "heredoc_template_trim", "literal_value", *NUMBERS}
)
# The parser does not accept spaces behind the word that ends a heredoc.
HEREDOC_END = re.compile(r"^([ \t]{0,80}[A-Za-z][\w.-]{0,80})[ \t]{1,80}\r?$", re.M)
LITERALS: dict[str, object] = {"true": True, "false": False, "null": None}


def parse_hcl(file: File) -> Lines:
    """Return the body of a file as nested mappings, by the type and the labels of each block.

    ``resource "aws_sqs_queue" "orders" { name = "o" }`` → ``{"resource": {"aws_sqs_queue":
    {"orders": {"name": "o"}}}}``. Several blocks with the same labels become a list. Raises
    UnreadableError.
    """
    import hcl2
    from lark.exceptions import LarkError

    text = HEREDOC_END.sub(r"\1", file.text())
    try:
        tree = hcl2.parses_to_tree(text)
    except (LarkError, RecursionError) as error:
        line = getattr(error, "line", None)
        where = line if isinstance(line, int) and line > 0 else None
        remedy = "run `terraform validate` and correct this line"
        raise file.error("not valid HCL", remedy, where) from None
    body = next((one for one in _list_trees(tree) if one.data == "body"), None)
    return _Builder(text).read_body(body, 0) if body is not None else Lines()


def _list_trees(node: "Node") -> "Iterator[Node]":
    return (cast("Node", one) for one in node.children if hasattr(one, "children"))


class _Builder:
    """Builds plain values from a parse tree. text: the text that was parsed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read_body(self, body: "Node", depth: int) -> Lines:
        found = _make_lines(body)
        for node in _list_trees(body):
            if node.data == "attribute":
                name, *_, value = _list_trees(node)
                _put(found, self._copy(name), self.read_value(value, depth + 1), name.meta.line)
            elif node.data == "block" and depth < DEPTH:
                self._read_block(node, found, depth)
        return found

    def _read_block(self, node: "Node", found: Lines, depth: int) -> None:
        *heads, body = [one for one in _list_trees(node) if one.data != "new_line_or_comment"]
        names = [self._copy(head).strip('"') for head in heads]
        if names[0] == "dynamic" and len(names) > 1:  # dynamic "target" { content { … } }
            names = names[1:]
            body = next((one for one in self._list_contents(body)), body)
        for name in names[:-1]:
            inner = found.setdefault(name, _make_lines(node))
            found.lines.setdefault(name, node.meta.line)
            if not isinstance(inner, Lines):
                return
            found = inner
        value = self.read_body(body, depth + 1)
        before = found.get(names[-1])
        if before is None:
            _put(found, names[-1], value, node.meta.line)
        elif isinstance(before, LinedList):
            before.lines[len(before)] = node.meta.line
            before.append(value)
        else:
            both = LinedList([before, value])
            both.lines = {0: found.lines[names[-1]], 1: node.meta.line}
            found[names[-1]] = both

    def _list_contents(self, body: "Node") -> "Iterator[Node]":
        for node in _list_trees(body):
            parts = list(_list_trees(node)) if node.data == "block" else []
            if parts and self._copy(parts[0]) == "content":
                yield parts[-1]

    def read_value(self, node: "Node", depth: int) -> object:
        """Return the value of an expression, or its text in ``${…}``."""
        inner = list(_list_trees(node))
        if depth > DEPTH:
            return self._quote(node)
        kind = str(node.data)
        if kind == "expr_term" and len(inner) == 1:
            return self.read_value(inner[0], depth + 1)
        if kind in SIMPLE:
            return self._read_simple(kind, self._copy(node))
        if kind == "tuple":
            return self._read_list(inner, depth)
        if kind == "object":
            return self._read_object(inner, node, depth)
        return self._read_call(inner, node, depth)

    def _read_simple(self, kind: str, text: str) -> object:
        if kind == "string":
            return text[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("$${", "${")
        if kind == "literal_value":
            return LITERALS[text]
        if kind in NUMBERS:
            return NUMBERS[kind](text)
        return "\n".join(text.splitlines()[1:-1])  # a heredoc

    def _read_list(self, inner: "list[Node]", depth: int) -> LinedList:
        items = [one for one in inner if one.data != "new_line_or_comment"]
        found = LinedList(self.read_value(one, depth + 1) for one in items)
        found.lines = {number: one.meta.line for number, one in enumerate(items)}
        return found

    def _read_object(self, inner: "list[Node]", node: "Node", depth: int) -> Lines:
        found = _make_lines(node)
        for item in inner:
            if item.data == "object_elem":
                key, *_, value = _list_trees(item)
                name = self._copy(key).strip('"() ')
                _put(found, name, self.read_value(value, depth + 1), key.meta.line)
        return found

    def _read_call(self, inner: "list[Node]", node: "Node", depth: int) -> object:
        """Return the argument of a function that only converts it, such as `toset`; return other
        calls as text.
        """
        if node.data != "function_call":
            return self._quote(node)
        given = [one for part in inner if part.data == "arguments" for one in _list_trees(part)]
        given = [one for one in given if one.data != "new_line_or_comment"]
        if self._copy(inner[0]) in WRAPPERS and len(given) == 1:
            return self.read_value(given[0], depth + 1)
        return self._quote(node)

    def _copy(self, node: "Node") -> str:
        return self.text[node.meta.start_pos : node.meta.end_pos].strip()

    def _quote(self, node: "Node") -> str:
        return f"${{{self._copy(node)}}}"


def _make_lines(node: "Node") -> Lines:
    found = Lines()
    found.lines = {None: getattr(node.meta, "line", 1)}
    return found


def _put(found: Lines, key: str, value: object, line: int) -> None:
    found[key] = value
    found.lines[key] = line
