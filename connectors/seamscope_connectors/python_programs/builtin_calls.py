"""Evaluate the functions and methods of Python itself: texts, paths, dicts, lists and settings."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from seamscope_connectors.python_programs.call import Call
from seamscope_connectors.python_programs.values import UNKNOWN, Value, cut_text

ENVIRONMENT = frozenset({"os.environ", "os.getenv", "os.environ.get", "decouple.config",
                         "environ.Env"})  # fmt: skip
# Functions that return a setting by its name: get_secret("crm-url"), settings.get("DB_HOST").
SETTING = re.compile(r"secret|config|setting|param|variable|env|getstr|require|(?:^|\.)get$", re.I)
PATHS = frozenset({"os.path.join", "pathlib.Path", "pathlib.PurePath", "posixpath.join"})
# Functions that return their argument in another form.
SAME = frozenset({"str", "io.StringIO", "io.BytesIO", "sqlalchemy.text", "text",
                  "urllib.parse.quote", "urllib.parse.quote_plus", "textwrap.dedent",
                  "pathlib.Path", "sqlalchemy.engine.url.make_url"})  # fmt: skip
SEQUENCES = frozenset({"sorted", "list", "tuple", "set", "reversed"})
TEXT_METHODS = frozenset({"strip", "lower", "upper", "rstrip", "lstrip", "decode", "encode",
                          "as_posix", "resolve", "expanduser", "replace", "title", "removesuffix",
                          "removeprefix", "render"})  # fmt: skip


def read_setting(settings: Mapping[str, str], key: Value, fallback: Value) -> Value:
    """Return an environment variable: its value in a .env file, otherwise its default, otherwise
    its name.
    """
    name = key.text or ""
    if name in settings:
        return Value(text=settings[name], label=name)
    if fallback.text:
        return replace(fallback, label=name)
    return Value(label=name or "…")


def call_builtin(call: Call, settings: Mapping[str, str]) -> Value | None:
    """Return the result of a function of Python's own library, None for unsupported functions."""
    name = call.name
    first = call.positional[0] if call.positional else UNKNOWN
    if name in ENVIRONMENT:
        fallback = call.positional[1] if call.positional[1:] else UNKNOWN
        return read_setting(settings, first, call.keywords.get("default", fallback))
    if name in PATHS | SAME and call.positional:
        joined = name in PATHS and call.positional[1:]
        return _join_path(call.positional, call.line) if joined else first
    if name == "dict":
        return Value(entries=(*first.entries, *call.keywords.items()), origins=first.origins)
    return _call_sequence(name, first) if first.elements is not None else None


def _call_sequence(name: str, first: Value) -> Value | None:
    if name == "enumerate":
        pairs = enumerate(first.elements or ())
        return Value(elements=tuple(Value(elements=(Value(text=str(n)), one)) for n, one in pairs))
    return first if name in SEQUENCES else None


def call_text_method(text: str, call: Call) -> Value | None:
    """Return the result of a method of a text or path, None for unsupported methods."""
    receiver = call.receiver or UNKNOWN
    if call.name == "format":
        return replace(receiver, text=_format(text, call))
    if call.name == "join" and call.positional and call.positional[0].elements is not None:
        parts = [value.format_text() for value in call.positional[0].elements]
        return Value(text=cut_text(text.join(parts)), line=call.line)
    if call.name == "joinpath":
        return _join_path((Value(text=text), *call.positional), call.line)
    return receiver if call.name in TEXT_METHODS else None


def call_dict_method(call: Call, get: Callable[[Value, Value], Value]) -> Value | None:
    """Return the result of a method of a dict, None for unsupported methods.

    get: returns the entry of a dict for a key.
    """
    receiver = call.receiver or UNKNOWN
    if call.name == "get" and call.positional:
        found = get(receiver, call.positional[0])
        return call.positional[1] if found == UNKNOWN and call.positional[1:] else found
    if call.name == "items":
        pairs = (Value(elements=(Value(text=key), one)) for key, one in receiver.entries)
        return Value(elements=tuple(pairs))
    if call.name == "values":
        return Value(elements=tuple(value for _, value in receiver.entries))
    if call.name == "keys":
        return Value(elements=tuple(Value(text=key) for key, _ in receiver.entries))
    return None


def name_result(call: Call, name: str) -> str:
    """Return the name of the setting that a call returns, "" for other calls.

    ``get_secret("CRM_URL")`` → "CRM_URL".
    """
    texts = [value.text for value in call.positional if value.text]
    return texts[-1][-200:] if texts and SETTING.search(name) else ""


def fill_percent(text: str, values: Sequence[Value]) -> str:
    """Return the result of ``"… %s …" % values``, with ``{…}`` for unknown values."""
    parts = text.split("%s")
    filled = parts[0]
    for index, part in enumerate(parts[1:]):
        filled += (values[index].format_text() if index < len(values) else "{…}") + part
    return cut_text(filled)


def _join_path(parts: Sequence[Value], line: int) -> Value:
    first = parts[0].format_text().rstrip("/")
    rest = [value.format_text().strip("/") for value in parts[1:]]
    return Value(text=cut_text("/".join([first, *rest])), line=line)


def _format(text: str, call: Call) -> str:
    """Return the result of ``"… {} {name}".format(…)``, with ``{…}`` for unknown values."""
    for value in call.positional:
        text = text.replace("{}", value.format_text(), 1)
    for index, value in enumerate(call.positional):
        text = text.replace(f"{{{index}}}", value.format_text())
    for key, value in call.keywords.items():
        if value.text is not None:
            text = text.replace(f"{{{key}}}", value.text)
    return cut_text(text)
