"""Find the callouts in Apex code, their HTTP methods, and the events that it publishes.

No code is run. An address is known if literals and constants of the file contain its beginning, up
to the host or the name of a named credential: ``'callout:erp/orders/' + id``.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seamscope.connector import File
from seamscope.records import Evidence
from seamscope_connectors.salesforce.apex_blocks import Block, find_blocks, list_code_rules

SUFFIXES = frozenset({".cls", ".trigger", ".apex"})
# The head of a class or trigger; OTHERS excludes VB and LaTeX classes, which have the same suffix.
APEX = re.compile(
    r"\b(?:class|interface|enum)\s{1,9}\w{1,99}[^;{]{0,300}\{"
    r"|\btrigger\s{1,9}\w{1,99}\s{1,9}on\s{1,9}\w{1,99}\s{0,9}\(",
    re.I,
)
OTHERS = re.compile(r"^\s{0,9}VERSION \d|^Attribute VB_|\\ProvidesClass|\\NeedsTeXFormat", re.M)
# A class without any of these words makes no callout, and is not searched.
OUTWARD = re.compile(r"callout|endpoint|eventbus|externalservice|http|rest", re.I)
TEST = re.compile(r"@isTest\b|\btestMethod\b", re.I)
UNKNOWN = "\0"  # stands for parts of an address that are known only at run time
# An unclosed literal ends at the end of its line.
STRING = r"'(?:[^'\\\n]|\\[^\n]?)*+(?:'|(?=\n)|\Z)"
TOKENS = re.compile(STRING + r"|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
CONSTANT = re.compile(r"\bString\s{1,9}(\w{1,99})\s{0,9}=(?!=)", re.I)
ENDPOINT = re.compile(r"(?:\b(\w{1,99})\s{0,9}\.\s{0,9})?\bsetEndpoint\s{0,9}\(", re.I)
ASSIGNED = re.compile(r"\b(\w{1,99})\s{0,9}\+?=(?!=)")
PARENTHESES = re.compile(r"[()]")
REACH = 4000  # maximum number of characters of a statement that are searched
METHOD = re.compile(r"(?:\b(\w{1,99})\s{0,9}\.\s{0,9})?\bsetMethod\s{0,9}\(", re.I)
LITERAL = re.compile(STRING)
VERB = re.compile(r"\bHttp(?:Verb|Method)?\.(GET|POST|PUT|PATCH|DEL)", re.I)
PUBLISH = re.compile(r"\bEventBus\s{0,3}\.\s{0,3}publish\s{0,3}\(", re.I)
EVENT = re.compile(r"\b(\w{1,99}__e)\b", re.I)
SERVICE = re.compile(r"\bnew\s{1,9}ExternalService\.(\w{1,99})\s{0,3}\(", re.I)
OWN_ORG = re.compile(r"\bURL\.get(?:Org|Salesforce|Current)", re.I)
VERBS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "DEL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """One callout.

    address: its address, with UNKNOWN in place of unknown parts.
    verb: the HTTP method, "" if unknown.
    error_handling: what happens if the callout fails.
    """

    address: str
    verb: str
    evidence: Evidence
    error_handling: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The callouts and events of a class or trigger.

    computed: places of callouts with an unknown address.
    names: short literals, each as a callout with the HTTP method in its statement; such a literal
    may be the name of a credential that the code passes to a helper method.
    services: external services that it uses.
    events: platform events that it publishes.
    cut: place of the first unclosed block, None if all are closed.
    """

    name: str
    file: File
    callouts: tuple[Callout, ...]
    computed: tuple[Evidence, ...]
    names: tuple[Callout, ...]
    services: tuple[tuple[str, Evidence], ...]
    events: tuple[tuple[str, Evidence], ...]
    cut: Evidence | None = None


def is_apex(file: File) -> bool:
    """Return whether a file is an Apex class or trigger."""
    head = file.head(65536)
    return file.suffix in SUFFIXES and OTHERS.search(head) is None and APEX.search(head) is not None


def read_apex(file: File) -> Code:
    """Return the callouts and events of a class or trigger; a test class has none."""
    raw = file.text()
    name = file.name.rpartition(".")[0]
    empty = Code(name=name, file=file, callouts=(), computed=(), names=(), services=(), events=())
    if not OUTWARD.search(raw):
        return empty
    text = TOKENS.sub(_blank_comment, raw)
    plain = LITERAL.sub(lambda match: " " * len(match[0]), text)
    if TEST.search(plain):
        return empty
    script = _build_script(text, plain)
    callouts, computed, taken = _find_callouts(script, file)
    published = PUBLISH.search(plain) is not None
    return Code(
        name=name,
        file=file,
        callouts=(*callouts, *_find_credentials(script, file, taken)),
        computed=computed,
        names=tuple(_find_names(script, file)),
        services=_find_all(SERVICE, script, file),
        events=_find_all(EVENT, script, file) if published else (),
        cut=next(
            (file.at(script.line(one.start)) for one in script.blocks if not one.closed), None
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """Apex code with its comments replaced by blanks.

    plain: the code with its string literals replaced by blanks as well.
    constants: values by name.
    methods: positions of the arguments of `setMethod`, with the variable of the request.
    lines: positions of line ends.
    """

    text: str
    plain: str
    constants: Mapping[str, str]
    blocks: tuple[Block, ...]
    methods: tuple[tuple[int, str], ...]
    lines: tuple[int, ...]

    def argument(self, start: int) -> int:
        """Return the end of the argument list that begins at `start`."""
        depth = 1
        for match in PARENTHESES.finditer(self.plain, start, start + REACH):
            depth += 1 if match[0] == "(" else -1
            if not depth:
                return match.start()
        return min(start + REACH, len(self.plain))

    def line(self, position: int) -> int:
        """Return the number of the line at a position."""
        return bisect_left(self.lines, position) + 1

    def block(self, position: int) -> Block | None:
        """Return the innermost block that contains a position, None outside of blocks."""
        at = bisect_left(self.blocks, position, key=lambda block: block.start) - 1
        while at >= 0 and self.blocks[at].end < position:
            at = self.blocks[at].parent
        return self.blocks[at] if at >= 0 else None

    def failure_rules(self, position: int) -> tuple[str, ...]:
        """Return what the method that contains a position does if the callout there fails."""
        return list_code_rules(self.plain, self.blocks, position)

    def value(self, start: int, end: int) -> str:
        """Return the value of a string expression, with UNKNOWN in place of unknown parts."""
        return evaluate(self.text[start:end], self.plain[start:end], self.constants)


def _build_script(text: str, plain: str) -> _Script:
    return _Script(
        text=text,
        plain=plain,
        constants=_find_constants(text, plain),
        blocks=tuple(find_blocks(plain)),
        methods=tuple(
            (match.end(), (match[1] or "").casefold()) for match in METHOD.finditer(plain)
        ),
        lines=tuple(match.start() for match in re.finditer(r"\n", plain)),
    )


def evaluate(text: str, plain: str, constants: Mapping[str, str]) -> str:
    """Return the value of a concatenation, with UNKNOWN in place of unknown operands.

    ``'callout:' + ERP + '/orders'`` with ``ERP = 'erp'`` → ``callout:erp/orders``.

    plain: the text with its string literals replaced by blanks.
    """
    parts: list[str] = []
    start = 0
    for at in [*(found.start() for found in re.finditer(r"\+", plain)), len(plain)]:
        part = text[start:at].strip()
        start = at + 1
        if LITERAL.fullmatch(part):
            parts.append(_unquote(part))
        else:
            parts.append(constants.get(part.removeprefix("this.").casefold(), UNKNOWN))
    return "".join(parts)


def _unquote(literal: str) -> str:
    return literal[1:].removesuffix("'")


def _blank_comment(match: re.Match[str]) -> str:
    """Return a literal unchanged; return a comment as blanks, with its line breaks kept."""
    return match[0] if match[0].startswith("'") else re.sub(r"[^\n]", " ", match[0])


def _find_constants(text: str, plain: str) -> dict[str, str]:
    """Return the values of variables that are assigned once, to literals or constants."""
    times = Counter(match[1].casefold() for match in ASSIGNED.finditer(plain))
    found: dict[str, str] = {}
    for match in CONSTANT.finditer(plain):
        end = plain.find(";", match.end(), match.end() + REACH)
        name = match[1].casefold()
        if end > 0 and times[name] == 1:
            found[name] = evaluate(text[match.end() : end], plain[match.end() : end], found)
    return found


def _find_callouts(
    script: _Script, file: File
) -> tuple[tuple[Callout, ...], tuple[Evidence, ...], list[tuple[int, int]]]:
    """Find the callouts whose address is set by `setEndpoint`.

    Returns the callouts with a known address, the places of the callouts with an unknown address,
    and the start and end of all arguments of `setEndpoint`.
    """
    callouts: list[Callout] = []
    computed: list[Evidence] = []
    taken: list[tuple[int, int]] = []
    for match in ENDPOINT.finditer(script.plain):
        end = script.argument(match.end())
        address = script.value(match.end(), end)
        taken.append((match.end(), end))
        where = file.at(script.line(match.start()))
        if _is_known(address):
            verb = _find_verb(script, match.start(), (match[1] or "").casefold())
            rules = script.failure_rules(match.start())
            callouts.append(
                Callout(address=address, verb=verb, evidence=where, error_handling=rules)
            )
        elif not OWN_ORG.search(script.plain[match.end() : end]):
            computed.append(where)
    return tuple(callouts), tuple(computed), taken


def _is_known(address: str) -> bool:
    """Return whether an address contains a complete host or the name of a named credential."""
    credential = re.match(r"callout:([\w]{1,99})", address, re.I)
    host = re.match(r"https?://([^/?\0]{1,255})(?:[/?:]|$)", address, re.I)
    return credential is not None or host is not None


def _find_credentials(
    script: _Script, file: File, taken: list[tuple[int, int]]
) -> Iterator[Callout]:
    """Yield callouts for literals ``callout:name/path`` outside of `setEndpoint`.

    taken: start and end of the arguments of `setEndpoint`.
    """
    for match in LITERAL.finditer(script.text):
        address = _unquote(match[0])
        inside = any(start <= match.start() < end for start, end in taken)
        if not inside and _is_known(address) and address.lower().startswith("callout:"):
            if address in script.constants.values() and taken:
                continue  # a constant is found where it is used
            verb = _find_verb(script, match.start())
            where, rules = file.at(script.line(match.start())), script.failure_rules(match.start())
            yield Callout(address=address, verb=verb, evidence=where, error_handling=rules)


def _find_names(script: _Script, file: File) -> Iterator[Callout]:
    for match in LITERAL.finditer(script.text):
        if re.fullmatch(r"\w{1,80}", _unquote(match[0])):
            start = script.plain.rfind(";", max(0, match.start() - REACH), match.start())
            end = script.plain.find(";", match.end(), match.end() + REACH)
            verb = VERB.search(script.plain, max(start, 0), max(end, match.end()))
            where = file.at(script.line(match.start()))
            name = _unquote(match[0])
            rules = script.failure_rules(match.start())
            method = verb[1].upper() if verb else ""
            yield Callout(address=name, verb=method, evidence=where, error_handling=rules)


def _find_verb(script: _Script, position: int, request: str = "") -> str:
    """Return the HTTP method of a callout, from the innermost block that sets one.

    The result is "" if no block sets a method, or if the block sets several for this request.

    request: the variable of the request, in lower case, "" if unknown.
    """
    block = script.block(position)
    while block is not None and not block.is_class:
        first = bisect_left(script.methods, (block.start, ""))
        last = bisect_left(script.methods, (block.end, ""))
        inside = script.methods[first:last]
        own = [one for one in inside if request and one[1] == request] or inside
        verbs = {script.value(at, script.argument(at)).upper() for at, _ in own[:9]}
        if verbs:
            verb = verbs.pop()
            return verb if not verbs and verb in VERBS else ""
        block = script.blocks[block.parent] if block.parent >= 0 else None
    return ""


def _find_all(
    pattern: re.Pattern[str], script: _Script, file: File
) -> tuple[tuple[str, Evidence], ...]:
    """Return the names that a pattern matches in the code, with the first place of each."""
    found: dict[str, Evidence] = {}
    for match in pattern.finditer(script.plain):
        found.setdefault(match[1], file.at(script.line(match.start())))
    return tuple(found.items())
