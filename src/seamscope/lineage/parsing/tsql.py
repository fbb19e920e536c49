"""Rewrite T-SQL's INSERT, UPDATE, DELETE and MERGE into syntax that sqlglot can parse.

The target of ``OUTPUT … INTO d.t (a)`` becomes one plain word, OUTPUT is moved to the end of a
DELETE, and ``TOP (n)`` and the first FROM of ``DELETE FROM t FROM …`` are removed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

NESTED_SOURCE = "SELECT * FROM changed_source"
TARGET_PLACEHOLDER = "output_target"  # after INTO sqlglot accepts one plain name only
CHANGES = frozenset({TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE, TokenType.MERGE})
# Tokens that end an OUTPUT clause, and words that may follow the last clause of a statement.
CLAUSE_ENDS = frozenset({
    TokenType.FROM, TokenType.WHERE, TokenType.SELECT, TokenType.VALUES, TokenType.EXECUTE,
    TokenType.RETURNING, TokenType.DEFAULT, TokenType.SEMICOLON, TokenType.WITH,
})  # fmt: skip
STATEMENT_ENDS = frozenset({"OPTION", ";"})
MAX_CHANGES = 100  # INSERTs, UPDATEs, DELETEs and MERGEs that are rewritten in one statement
OPENING, CLOSING = TokenType.L_PAREN, TokenType.R_PAREN


class OutputTarget(NamedTuple):
    """The table of ``OUTPUT … INTO d.t (a, b)``: its name as written, and its columns."""

    name: str
    columns: list[str]


class Edit(NamedTuple):
    """A replacement of the characters from `start` to `end` of a script."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class RewrittenText:
    """A rewritten statement, and the tables that its placeholders stand for, in order."""

    text: str
    targets: Sequence[OutputTarget]

    def restore_targets(self, tree: exp.Expr, dialect: str) -> exp.Expr:
        """Return the tree with each placeholder after INTO replaced by its table."""
        places = [
            node
            for node in tree.find_all(exp.Returning)
            if isinstance(node.args.get("into"), exp.Identifier)
            and node.args["into"].name == TARGET_PLACEHOLDER
        ]
        for node, (name, columns) in zip(places, self.targets, strict=False):
            is_local = name[0] in "@#"
            local = exp.Table(this=exp.to_identifier(name)) if is_local else None
            table: exp.Expr = local or exp.to_table(name, dialect=dialect or None)
            if columns:
                table = exp.Schema(this=table, expressions=[exp.to_identifier(c) for c in columns])
            node.set("into", table)
        return tree


def extract_nested_change(text: str, tokens: Sequence[Token]) -> tuple[str, str] | None:
    """Split ``SELECT … FROM (DELETE … OUTPUT …) AS d`` into the SELECT and the DELETE.

    In the SELECT, NESTED_SOURCE replaces the DELETE, which sqlglot does not accept in FROM. Return
    None if FROM contains no DELETE, INSERT, UPDATE or MERGE.
    """
    for index in range(len(tokens) - 2):
        first, opening, word = tokens[index : index + 3]
        kinds = (first.token_type, opening.token_type)
        if kinds == (TokenType.FROM, OPENING) and word.token_type in CHANGES:
            last = list(_list_outer_tokens(tokens, index + 2))[-1]
            start, end = word.start, tokens[last].end + 1
            return f"{text[:start]}{NESTED_SOURCE}{text[end:]}", text[start:end]
    return None


def rewrite_changes(text: str, tokens: Sequence[Token]) -> RewrittenText | None:
    """Return a statement whose INSERT, UPDATE, DELETE and MERGE are rewritten for sqlglot.

    Return None if nothing has to be rewritten.
    """
    heads = [i for i, token in enumerate(tokens) if token.token_type in CHANGES]
    edits: list[Edit] = []
    targets: list[OutputTarget] = []
    for index in heads[:MAX_CHANGES]:
        if _starts_change(tokens, index):
            edits += _list_edits(text, tokens, index, targets)
    if not edits:
        return None
    parts: list[str] = []
    done = 0
    for start, end, replacement in sorted(edits):
        parts += (text[done:start], replacement)
        done = max(done, end)
    return RewrittenText("".join((*parts, text[done:])), targets)


def _starts_change(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a token starts an INSERT, UPDATE, DELETE or MERGE.

    The DELETE in ``WHEN MATCHED THEN DELETE`` does not.
    """
    return not index or tokens[index - 1].token_type is not TokenType.THEN


def _list_outer_tokens(tokens: Sequence[Token], start: int) -> Iterator[int]:
    """Yield the indexes of a statement's tokens that are outside of parentheses.

    start: index of the statement's first token.
    """
    depth = 0
    for index in range(start, len(tokens)):
        kind = tokens[index].token_type
        depth -= kind is CLOSING
        if depth < 0:
            return
        if depth == 0:
            yield index
        depth += kind is OPENING


def _list_edits(
    text: str, tokens: Sequence[Token], head: int, targets: list[OutputTarget]
) -> Iterator[Edit]:
    """Yield the edits of one INSERT, UPDATE, DELETE or MERGE.

    head: index of the statement's first token.
    targets: the table after OUTPUT … INTO is added to this list.
    """
    outer = list(_list_outer_tokens(tokens, head))
    is_delete = tokens[head].token_type is TokenType.DELETE
    if len(outer) > 3 and tokens[outer[1]].text.upper() == "TOP":
        last = outer[3] if tokens[outer[2]].token_type is OPENING else outer[2]
        last += tokens[last + 1].text.upper() == "PERCENT"
        yield Edit(tokens[head + 1].start, tokens[last].end + 1, "")
    froms = [i for i in outer if tokens[i].token_type is TokenType.FROM]
    if is_delete and len(froms) > 1:
        yield Edit(tokens[froms[0]].start, tokens[froms[0]].end + 1, "")
    final = next((i for i in outer if tokens[i].text.upper() in STATEMENT_ENDS), outer[-1] + 1)
    clauses = [
        _parse_output_clause(text, tokens, [i for i in outer if start <= i < final], final)
        for start in outer
        if tokens[start].token_type is TokenType.RETURNING
    ]
    # if there are two OUTPUT clauses, the clause without INTO returns its rows to the client
    kept = next((c for c in clauses if c.target), clauses[0] if clauses else None)
    for clause in clauses:
        stays = clause is kept and not is_delete
        yield Edit(clause.start, clause.end, clause.rewritten if stays else "")
    if kept is not None:
        if kept.target is not None:
            targets.append(kept.target)
        end = tokens[final - 1].end + 1
        yield Edit(end, end, f" {kept.rewritten}" if is_delete else "")


@dataclass(frozen=True, slots=True)
class _OutputClause:
    """An OUTPUT clause: its position in the text, its rewritten text, and the table after INTO."""

    start: int
    end: int
    rewritten: str
    target: OutputTarget | None = None


def _parse_output_clause(
    text: str, tokens: Sequence[Token], outer: Sequence[int], final: int
) -> _OutputClause:
    """Parse an OUTPUT clause.

    outer: indexes of the tokens from OUTPUT on that are outside of parentheses.
    final: index of the token after the last token of the statement.
    """
    first = outer[0]
    last = next((i for i in outer[1:] if _ends_clause(tokens, i)), final)
    start, end = tokens[first].start, tokens[last - 1].end + 1
    into = next((i for i in outer if i < last and tokens[i].token_type is TokenType.INTO), None)
    if into is None:
        return _OutputClause(start, end, text[start:end])
    values = text[tokens[first].end + 1 : tokens[into].start].strip()
    target = _parse_target(text, tokens, into + 1, last)
    return _OutputClause(start, end, f"OUTPUT {values} INTO {TARGET_PLACEHOLDER} ", target)


def _ends_clause(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an OUTPUT clause ends before this token: FROM, WHERE …, or ``(SELECT``."""
    kind = tokens[index].token_type
    after = tokens[index + 1].token_type if index + 1 < len(tokens) else kind
    return kind in CLAUSE_ENDS or (kind is OPENING and after in {TokenType.SELECT, TokenType.WITH})


def _parse_target(text: str, tokens: Sequence[Token], start: int, end: int) -> OutputTarget:
    """Return the table after INTO, with the columns that the statement lists: ``d.log (a, b)``."""
    opening = next((i for i in range(start, end) if tokens[i].token_type is OPENING), end)
    inside = tokens[opening + 1 : end - 1]
    columns = [t.text for t in inside if t.token_type is not TokenType.COMMA]
    return OutputTarget(text[tokens[start].start : tokens[opening - 1].end + 1], columns)
