"""Follow the statements of a PowerShell script, and yield the pipelines that move data."""

import re
import shlex
from collections.abc import Iterator, Sequence

from seamscope.connector.commands.powershell.objects import (
    call_method,
    call_static,
    get_class,
    list_session_host,
)
from seamscope.connector.commands.powershell.syntax import (
    DEEPEST,
    Chain,
    Element,
    Piece,
    Word,
    parse,
)
from seamscope.connector.commands.powershell.values import (
    Made,
    Value,
    Variables,
    expand,
    find_root,
    read_hash,
)
from seamscope.connector.commands.programs import load_programs
from seamscope.connector.commands.shell import Command

# Keywords before a block, whose content runs; their conditions move no data.
_BLOCKS = frozenset({
    "if", "elseif", "else", "foreach", "for", "while", "do", "until", "try", "catch", "finally",
    "switch", "function", "filter", "workflow", "begin", "process", "end", "trap", "param", "class",
    "configuration", "enum", "using", "break", "continue",
})  # fmt: skip
_PREFIXES = frozenset({"return", "throw", ".", "&"})
# Options that do not take data to move: ``-Headers $headers``.
_NO_DATA = frozenset({
    "-headers", "-credential", "-websession", "-sessionvariable", "-token", "-certificate",
    "-smtpserver", "-erroraction", "-errorvariable", "-scriptblock", "-argumentlist", "-context",
    "-session", "-sessionid", "-sftpsession", "-sshsession", "-sessionoption", "-tosession",
    "-fromsession", "-websession", "-authentication",
})  # fmt: skip
# The session or context of a command, and the options of the command that opened it.
_OPENED = {
    "-context": ("-storageaccountname",), "-sessionid": ("-computername",),
    "-sftpsession": ("-computername",), "-sshsession": ("-computername",),
    "-session": ("-computername", "-hostname"), "-tosession": ("-computername",),
    "-fromsession": ("-computername",), "-sessionoption": ("-hostname",),
    "-winscpsession": ("-hostname",),
}  # fmt: skip
_METHOD = re.compile(r"\.(?P<name>\w+)\Z")
_PATH = re.compile(r"(?P<path>(?:\.\w+)*?)\.(?P<name>\w+)\Z")
_STATIC = re.compile(r"\[(?P<kind>[\w.]+)\]::(?P<name>\w+)\Z")
_SETTING = re.compile(
    r"(?:\[[\w.\[\]]+\])?\$(?:(?:env|script|global|local|private):)?(?P<name>\w+)"
    r"(?P<path>(?:\.\w+)*)\Z",
    re.I,
)
_PARAMETER = re.compile(
    r"\$(?P<name>\w+)\s*=\s*(?P<quote>[\"'])(?P<value>(?:(?!(?P=quote)).)*)(?P=quote)", re.S
)
_LOOP = re.compile(r"\s*\$(?P<name>\w+)\s+in\s+(?P<list>.*)", re.I | re.S)
_CONNECTION = re.compile(r"\A(?:server|data source|host)\s*=\s*\w", re.I)


def read_pipelines(text: str) -> Iterator[Made]:
    """Yield the pipelines of a script; a pipeline begins with the commands that made its data."""
    return _Reader().read(text)


class _Reader:
    """Follows the variables of a script."""

    def __init__(self) -> None:
        self.variables: Variables = {}
        self.connections: list[Value] = []

    def read(self, text: str) -> Iterator[Made]:
        yield from self._run(text, 1, 0)
        for value in self.variables.values():
            yield from self._release(value)
        for value in self.connections:  # connection strings that no command is known to use
            if value.text and not value.used:
                yield [Command(words=[value.text], line=value.line)]

    def _run(self, text: str, line: int, depth: int) -> Iterator[Made]:
        if depth < DEEPEST:
            for chain in parse(text, line):
                yield from self._run_statement(chain, depth)

    def _run_statement(self, chain: Chain, depth: int) -> Iterator[Made]:
        words = chain[0].words
        lead = words[0][0]  # a bracket may follow without a space: ``if(…)``
        first = lead.text.casefold() if lead.kind == "bare" else ""
        if first in _PREFIXES and len(words) > 1:
            chain[0].words = words[1:]
            yield from self._run_statement(chain, depth)
        elif first == "param" or (first == "function" and len(words) > 2):
            yield from self._run_blocks(words, depth, parameters=True)
        elif first in _BLOCKS:
            yield from self._run_blocks(words, depth)
        elif len(words) > 1 and _read_plain(words[1]) in {"=", "+="} and _SETTING.match(first):
            yield from self._assign(chain, depth)
        else:
            made = yield from self._convert(chain, depth)
            if made:
                yield made

    def _run_blocks(
        self, words: Sequence[Word], depth: int, *, parameters: bool = False
    ) -> Iterator[Made]:
        """Yield the pipelines of the blocks of IF, FOREACH, TRY, FUNCTION and the like."""
        for piece in (piece for word in words for piece in word):
            if piece.kind == "block":
                yield from self._run(piece.text, piece.line, depth + 1)
            elif piece.kind == "group" and (loop := _LOOP.match(piece.text)):
                self._loop(loop["name"].casefold(), loop["list"], piece.line, depth)
            elif piece.kind == "group" and parameters:
                for found in _PARAMETER.finditer(piece.text):
                    value = Value(text=found["value"], line=piece.line)
                    self.variables.setdefault(found["name"].casefold(), value)

    def _loop(self, name: str, text: str, line: int, depth: int) -> None:
        """Set the variable of a loop to the data of its list: ``foreach ($row in $rows)``."""
        every = self._read_group(Piece(kind="group", text=text, line=line), depth)
        every.used = True
        self.variables[name] = Value(made=every.made, used=True, line=line)

    # --- assignments

    def _assign(self, chain: Chain, depth: int) -> Iterator[Made]:
        """Set a variable or a property: ``$rows = Invoke-Sqlcmd …``, ``$c.CommandText = '…'``."""
        named = _SETTING.match(_read_plain(chain[0].words[0]))
        if named is None:
            return
        rest = Element(line=chain[0].line, words=chain[0].words[2:], writes=chain[0].writes)
        value = yield from self._evaluate([rest, *chain[1:]], depth)
        value.line = rest.line
        name, path = named["name"].casefold(), named["path"].casefold().strip(".")
        if value.text and _CONNECTION.match(value.text):
            self.connections.append(value)
        if path:
            owner = self.variables.setdefault(name, Value(line=rest.line))
            owner.fields[path.rpartition(".")[2]] = value
            return
        old = self.variables.get(name)
        if old is not None and old is not value:
            yield from self._release(old)
        self.variables[name] = value

    def _release(self, value: Value) -> Iterator[Made]:
        """Yield the pipeline of a variable that no command has used."""
        if value.made and not value.used:
            value.used = True
            yield list(value.made)

    def _evaluate(self, chain: Chain, depth: int) -> Iterator[Made]:
        """Return the value of an expression or a pipeline; yield what its blocks move."""
        words = chain[0].words
        if not words:
            return Value()
        if len(chain) == 1 and (value := self._read_value(words, depth)) is not None:
            return value
        made = yield from self._convert(chain, depth)
        return Value(made=made, line=chain[0].line)

    def _read_value(self, words: list[Word], depth: int) -> Value | None:
        """Return the value of an expression, None if the words are a command."""
        first = _read_plain(words[0]).casefold()
        if first == "new-object":
            return self._build_object(words[1:], depth)
        if first == "join-path" and len(words) > 2:
            parts = [t for w in words[1:] if not (t := self._read_text(w, depth)).startswith("-")]
            return Value(text="\\".join(part.strip("\\") if n else part.rstrip("\\")
                                        for n, part in enumerate(parts)))  # fmt: skip
        if len(words) > 2 and _read_plain(words[1]) == "+":
            parts = [self._read_text(word, depth) for word in words[::2]]
            return Value(text="".join(parts))
        if len(words) == 1:
            return self._read_word(words[0], depth)
        return None

    def _read_word(self, word: Word, depth: int) -> Value | None:
        """Return the value of one word, None if it is the name of a command."""
        piece = word[0]
        if len(word) > 1 and word[-1].kind == "group":
            return self._call(word, depth)
        if len(word) == 1 and piece.kind == "hash":
            fields = read_hash(piece.text, piece.line, self._evaluate_quietly(depth), depth + 1)
            return Value(fields=fields)
        if piece.kind == "group" and all(one.kind == "bare" for one in word[1:]):
            value = self._read_group(piece, depth)  # as in ``(Invoke-RestMethod …).items``
            return value if len(word) == 1 else Value(made=value.made, line=piece.line)
        if len(word) == 1 and piece.kind == "block":
            return Value()
        text = self._read_text(word, depth)
        root = find_root(piece.text) if piece.kind == "bare" else ""
        known = self.variables.get(root) if root else None
        if known is not None and len(word) == 1:
            plain = _SETTING.fullmatch(piece.text)
            path = plain["path"].casefold().strip(".") if plain else ""
            inner = known.fields.get(path) if path else known
            return inner if inner is not None else Value(made=known.made if path else [])
        if piece.kind == "bare" and not re.match(r"[$\[@\d\-]", piece.text):
            return None
        cast = re.fullmatch(r"\[[\w.]+\](?P<rest>.*)", text, re.S) if len(word) > 1 else None
        return Value(text=cast["rest"] if cast else text)

    def _read_group(self, piece: Piece, depth: int) -> Value:
        """Return the value of the last statement in brackets: ``(Get-Content x)``, ``(a + b)``."""
        if depth >= DEEPEST:
            return Value()
        value = Value()
        for chain in parse(piece.text, piece.line):
            value = _finish(self._evaluate(chain, depth + 1))
        return value

    def _evaluate_quietly(self, depth: int):  # type: ignore[no-untyped-def]
        def evaluate(words: list[Word]) -> Value:
            element = Element(line=words[0][0].line, words=words)
            return _finish(self._evaluate([element], depth + 1))

        return evaluate

    def _build_object(self, words: list[Word], depth: int) -> Value:
        """Return the object of ``New-Object Class(arguments) -Property @{…}``."""
        names = [w for w in words if not _read_plain(w).casefold().startswith(("-type", "-com"))]
        if not names:
            return Value()
        kind = names[0][0].text.casefold()
        groups = [p for word in names[:1] for p in word[1:] if p.kind == "group"]
        for before, word in zip((names[0], *names[1:]), names[1:], strict=False):
            if _read_plain(before).casefold().startswith("-prop"):
                value = self._read_word(word, depth) or Value()
                return Value(kind=kind, fields=dict(value.fields))
            groups += [p for p in word if p.kind == "group"]
        arguments = [one for p in groups for one in self._read_arguments(p, depth)]
        plain = [w for w in names[1:] if w[0].kind in {"bare", "single", "double"}]
        arguments += [
            value
            for word in plain
            if not word[0].text.startswith("-")
            and (value := self._read_word(word, depth)) is not None
        ]
        self.connections += [v for v in arguments if v.text and _CONNECTION.match(v.text)]
        return Value(kind=kind, arguments=arguments)

    # --- calls of methods

    def _call(self, word: Word, depth: int) -> Value:
        """Return the value of a chain of calls: ``$session.PutFiles(a, b).Check()``."""
        value, place = self._find_owner(word, depth)
        while place < len(word):
            name = _METHOD.search(word[place].text)
            group = word[place + 1] if place + 1 < len(word) else None
            if name is None or group is None or group.kind != "group":
                break
            arguments = self._read_arguments(group, depth)
            owner = value
            if found := _PATH.search(word[place].text):
                path = found["path"].casefold().strip(".")
                if name["name"].casefold() == "add" and path and arguments:
                    owner.fields[path] = arguments[0]  # ``$mail.To.Add('a@b.example')``
            result = call_method(owner, name["name"].casefold(), arguments, word[place].line)
            if owner.made and not (result.made or result.kind or get_class(owner)):
                owner.used = True  # ``$rows.ToArray()`` is the data of `$rows`
                result = Value(made=owner.made)
            value = result
            place += 2
        return value

    def _find_owner(self, word: Word, depth: int) -> tuple[Value, int]:
        """Return the object whose method is called, and the place of the method's name."""
        first = word[0]
        text = first.text
        if first.kind == "group":
            return self._read_group(first, depth), 1
        if static := _STATIC.match(text):
            arguments = self._read_arguments(word[1], depth)
            kind, name = static["kind"].casefold(), static["name"].casefold()
            return call_static(kind, name, arguments, first.line), 2
        root = find_root(text)
        if not root:
            return Value(), 0
        owner = self.variables.setdefault(root, Value(line=first.line))
        return owner, 0

    def _read_arguments(self, piece: Piece, depth: int) -> list[Value]:
        found: list[Value] = []
        for text, line in _split_list(piece):
            group = Piece(kind="group", text=text, line=line)
            found.append(self._read_group(group, depth + 1))
        return found

    # --- commands

    def _convert(self, chain: Chain, depth: int) -> Iterator[Made]:
        """Return the commands of a pipeline; yield what the blocks in their arguments move."""
        made: Made = []
        for element in chain:
            first = element.words[0]
            if _is_expression(first):
                value = self._read_word(first, depth) or Value()
                value.used = True
                made = [*made, *value.made]
                made += self._write(element, depth)
                continue
            words, fed = self._read_words(element, depth)
            name = words[0].casefold()
            if name not in load_programs().silent:
                made = [*fed, *made]
            self.variables["_"] = Value(made=made, used=True)
            for piece in (piece for word in element.words[1:] for piece in word):
                if piece.kind == "block":
                    yield from self._run(piece.text, piece.line, depth + 1)
            if name == "start-process":
                words = _read_started(words)
            writes = [self._read_text(word, depth) for word in element.writes]
            made = [*made, Command(words=words, writes=writes, line=element.line)]
        return made

    def _write(self, element: Element, depth: int) -> Made:
        """Return the commands that write an expression to the files of its redirections."""
        files = [self._read_text(word, depth) for word in element.writes]
        return [Command(words=["out-file", file], line=element.line) for file in files]

    def _read_words(self, element: Element, depth: int) -> tuple[list[str], Made]:
        """Return the words of a command, and the pipelines of the variables in its arguments."""
        words: list[str] = []
        fed: Made = []
        for number, word in enumerate(element.words):
            option = words[-1].casefold() if words else ""
            first = word[0]
            splat = first.text[1:].casefold() if first.text.startswith("@") else ""
            if number and first.kind == "bare" and splat in self.variables:
                for key, value in self.variables[splat].fields.items():
                    words += [f"-{key}", value.text or ""]
                    fed += [] if f"-{key}" in _NO_DATA else _take(value)
                continue
            value = self._read_word(word, depth) if number and len(word) < 9 else None
            hosts = [*list_session_host(value, _OPENED[option])] if value and option in _OPENED else []
            if hosts:
                words.append(hosts[0])
                continue
            if value is not None and value.made and option not in _NO_DATA:
                fed += _take(value)
            text = value.text if value is not None and value.text is not None else None
            words.append(self._read_text(word, depth) if text is None else text)
            if value is not None and text is not None:
                value.used = True
        return words, fed

    def _read_text(self, word: Word, depth: int) -> str:
        """Return the text of a word; what is not known stays a variable or ``$(…)``."""
        parts: list[str] = []
        for piece in word:
            match piece.kind:
                case "bare" | "double" | "single":
                    parts.append(expand(piece, self.variables))
                case "group":
                    value = self._read_group(piece, depth + 1)
                    parts.append(f"$({piece.text[:40]})" if value.text is None else value.text)
                case _:
                    parts.append("")
        return "".join(parts)


def _finish(steps: Iterator[Made]) -> Value:
    """Run a generator to its end, and return its value; what its blocks move is left out."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: Value = end.value
            return value


def _take(value: Value) -> Made:
    value.used = True
    return list(value.made)


def _read_plain(word: Word) -> str:
    """Return the text of a word without quotes and brackets, "" for other words."""
    return word[0].text if len(word) == 1 and word[0].kind == "bare" else ""


def _is_expression(word: Word) -> bool:
    """Return whether a word at the start of a command is an expression: a variable or a string."""
    first = word[0]
    if first.kind in {"group", "hash", "block"}:
        return True
    if first.kind in {"single", "double"}:  # ``& 'C:\\x.exe' …`` has lost its operator
        return False
    return first.text.startswith(("$", "[")) and not re.match(r"\[\[?\Z", first.text)


def _split_list(piece: Piece) -> Iterator[tuple[str, int]]:
    """Yield the items of a list of arguments, with their lines."""
    depth, start = 0, 0
    quote = ""
    for place, letter in enumerate(piece.text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "({[":
            depth += 1
        elif letter in ")}]":
            depth -= 1
        elif letter == "," and depth == 0:
            yield piece.text[start:place], piece.line
            start = place + 1
    if piece.text[start:].strip():
        yield piece.text[start:], piece.line


def _read_started(words: list[str]) -> list[str]:
    """Return the program and the arguments of ``Start-Process -FilePath x -ArgumentList '…'``."""
    values = {option.casefold(): text for option, text in zip(words[1:], words[2:], strict=False)}
    program = values.get("-filepath") or (words[1] if len(words) > 1 else "")
    text = values.get("-argumentlist", "")
    try:
        arguments = shlex.split(text, posix=False)
    except ValueError:
        arguments = text.split()
    return [program or words[0], *(one.strip("\"'") for one in arguments)]



