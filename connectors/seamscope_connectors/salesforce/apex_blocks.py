"""Find the blocks of Apex code, and what a method does if its callout fails."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.connector.failures import CAUGHT, CONTINUES, RETRIED, STOPS, retry

HEADER = re.compile(r"\b(?:class|interface|trigger)\s", re.I)
TRY = re.compile(r"\btry\s*\Z", re.I)
CATCH = re.compile(r"\s*+catch\s*+\([^()]{0,300}\)\s*+\{", re.I)
LOOP = re.compile(
    r"\b(?:while|for)\s*+\((?P<test>[^{};]{0,400}(?:;[^{};]{0,200}){0,2})\)\s*\Z|\bdo\s*\Z", re.I
)
SEND = re.compile(r"\.\s*send\s*\(|\bsetEndpoint\s*\(", re.I)
# A loop that sends again counts its attempts.
AGAIN = re.compile(r"retry|retries|attempt|tries", re.I)
MOST = re.compile(r"\bInteger\s+max\w*(?:retr|attempt|tries)\w*\s*=\s*(\d{1,3})\s*;", re.I)
ENQUEUE = re.compile(r"\bSystem\s*\.\s*(?:enqueueJob|schedule)\s*\(", re.I)
MAX_BLOCKS = 200  # blocks of one method that are searched
THROWS = re.compile(r"\s*+throw\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block in braces.

    start, end: positions of the braces.
    parent: index of the block that contains it, -1 for none.
    is_class: whether it is the body of a class or trigger.
    closed: whether its end was found.
    """

    start: int
    end: int
    parent: int
    is_class: bool
    closed: bool = False


def find_blocks(plain: str) -> list[Block]:
    """Return the blocks in the order of their starts; an unclosed block ends with the text."""
    blocks: list[Block] = []
    opened: list[int] = []
    before = 0
    for match in re.finditer(r"[{};]", plain):
        at = match.start()
        if match[0] == "{":
            header = HEADER.search(plain, max(before, at - 400), at) is not None
            parent = opened[-1] if opened else -1
            block = Block(start=at, end=len(plain), parent=parent, is_class=header)
            opened.append(len(blocks))
            blocks.append(block)
        elif match[0] == "}" and opened:
            number = opened.pop()
            blocks[number] = replace(blocks[number], end=at, closed=True)
        before = at + 1
    return blocks


def list_code_rules(plain: str, blocks: Sequence[Block], position: int) -> tuple[str, ...]:
    """Return what the method that contains a position does if a callout in the method fails.

    A `catch` that only throws an exception stops the method. An empty `catch` continues. A `catch`
    that enqueues a job sends again, as does a loop that counts attempts. Any other `catch` handles
    the failure.

    plain: code with its string literals replaced by blanks.
    blocks: the blocks of the code.
    """
    method = _find_method(blocks, position)
    if method is None:
        return ()
    first = bisect_right(blocks, method.start, key=lambda block: block.start)
    inside = [one for one in blocks[first : first + MAX_BLOCKS] if one.start < method.end]
    ends = {one.start: one.end for one in inside}
    found: set[str] = set()
    for block in inside:
        about = block.start < position < block.end or SEND.search(plain, block.start, block.end)
        head = plain[max(0, block.start - 700) : block.start]
        if about and TRY.search(head):
            found |= set(_read_catches(plain, block, ends))
        elif about and (loop := LOOP.search(head)):
            test = loop["test"] or plain[block.end : block.end + 300]
            if AGAIN.search(test):
                most = MOST.search(plain)
                found.add(retry(most[1] if most else ""))
    return tuple(sorted(found))


def _find_method(blocks: Sequence[Block], position: int) -> Block | None:
    """Return the outermost block that contains a position and is not the body of a class."""
    at = bisect_right(blocks, position, key=lambda block: block.start) - 1
    found = None
    while at >= 0:
        block = blocks[at]
        if block.start < position < block.end and not block.is_class:
            found = block
        at = block.parent
    return found


def _read_catches(plain: str, block: Block, ends: Mapping[int, int]) -> Iterator[str]:
    """Yield what the `catch` blocks after a `try` block do.

    ends: the end of each block, by its start.
    """
    end = block.end
    while caught := CATCH.match(plain, end + 1):
        start = caught.end() - 1
        end = ends.get(start, len(plain))
        body = plain[start + 1 : end]
        if ENQUEUE.search(body):
            yield RETRIED
        elif not body.strip():
            yield CONTINUES
        else:
            yield STOPS if THROWS.match(body) else CAUGHT
