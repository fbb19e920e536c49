"""T-SQL's INSERT, UPDATE, DELETE and MERGE in the words that the parser takes.

OUTPUT … INTO d.t (a) names its target by one plain word, and stands at the end of a DELETE; the
first FROM of `DELETE FROM t FROM …` and `TOP (n)` are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

SOURCE = "SELECT * FROM changed_source"
PLACE = "output_target"  # stands where the parser takes one plain name
CHANGES = frozenset({TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE, TokenType.MERGE})
# What ends an OUTPUT clause, and what can follow all of a statement's clauses.
ENDS = frozenset({
    TokenType.FROM, TokenType.WHERE, TokenType.SELECT, TokenType.VALUES, TokenType.EXECUTE,
    TokenType.RETURNING, TokenType.DEFAULT, TokenType.SEMICOLON, TokenType.WITH,
})  # fmt: skip
LAST = frozenset({"OPTION", ";"})
MOST = 100  # changes that one statement is looked through for
OPENING, CLOSING = TokenType.L_PAREN, TokenType.R_PAREN


@dataclass(slots=True)
class Reworded:
    """A text in other words; targets: what stands for each PLACE, and the columns named with it."""

    text: str
    targets: list[tuple[str, list[str]]] = field(default_factory=list)

    def put(self, tree: exp.Expr, dialect: str) -> exp.Expr:
        """Return the tree with the targets where their places are."""
        places = [
            node
            for node in tree.find_all(exp.Returning)
            if isinstance(node.args.get("into"), exp.Identifier) and node.args["into"].name == PLACE
        ]
        for node, (name, columns) in zip(places, self.targets, strict=False):
            local = name[0] in "@#"
            table = exp.Table(this=exp.to_identifier(name)) if local else None
            made: exp.Expr = table or exp.to_table(name, dialect=dialect or None)
            if columns:
                made = exp.Schema(this=made, expressions=[exp.to_identifier(c) for c in columns])
            node.set("into", made)
        return tree


def cut_out(text: str, tokens: Sequence[Token]) -> tuple[str, str] | None:
    """Return a statement over FROM (DELETE … OUTPUT …) with SOURCE there, and the change alone.

    The parser knows no change in FROM but MERGE.
    """
    for index in range(len(tokens) - 2):
        first, opening, word = tokens[index : index + 3]
        kinds = (first.token_type, opening.token_type)
        if kinds == (TokenType.FROM, OPENING) and word.token_type in CHANGES:
            last = list(_flat(tokens, index + 2))[-1]
            start, end = word.start, tokens[last].end + 1
            return f"{text[:start]}{SOURCE}{text[end:]}", text[start:end]
    return None


def reworded(text: str, tokens: Sequence[Token]) -> Reworded | None:
    """Return the text with all its changes in the parser's words, None if nothing differs."""
    made = Reworded(text)
    heads = [i for i, token in enumerate(tokens) if token.token_type in CHANGES]
    edits: list[tuple[int, int, str]] = []
    for index in heads[:MOST]:
        if _heads(tokens, index):
            edits += _edits(text, tokens, index, made)
    if not edits:
        return None
    parts: list[str] = []
    done = 0
    for start, end, put in sorted(edits):
        parts += (text[done:start], put)
        done = max(done, end)
    made.text = "".join((*parts, text[done:]))
    return made


def _heads(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word begins a change; in WHEN MATCHED THEN DELETE it does not."""
    return not index or tokens[index - 1].token_type is not TokenType.THEN


def _flat(tokens: Sequence[Token], start: int) -> Iterator[int]:
    """Yield where the tokens of a statement are, outside parentheses, until it ends."""
    depth = 0
    for index in range(start, len(tokens)):
        kind = tokens[index].token_type
        depth -= kind is CLOSING
        if depth < 0:
            return
        if depth == 0:
            yield index
        depth += kind is OPENING


def _edits(
    text: str, tokens: Sequence[Token], head: int, made: Reworded
) -> Iterator[tuple[int, int, str]]:
    flat = list(_flat(tokens, head))
    delete = tokens[head].token_type is TokenType.DELETE
    if len(flat) > 3 and tokens[flat[1]].text.upper() == "TOP":
        last = flat[3] if tokens[flat[2]].token_type is OPENING else flat[2]
        last += tokens[last + 1].text.upper() == "PERCENT"
        yield tokens[head + 1].start, tokens[last].end + 1, ""
    froms = [i for i in flat if tokens[i].token_type is TokenType.FROM]
    if delete and len(froms) > 1:
        yield tokens[froms[0]].start, tokens[froms[0]].end + 1, ""
    final = next((i for i in flat if tokens[i].text.upper() in LAST), flat[-1] + 1)
    clauses = [
        _clause(text, tokens, [i for i in flat if start <= i < final], final)
        for start in flat
        if tokens[start].token_type is TokenType.RETURNING
    ]
    # a second clause hands rows to the client
    kept = next((c for c in clauses if c.target), clauses[0] if clauses else None)
    for clause in clauses:
        stays = clause is kept and not delete
        yield clause.start, clause.stop, clause.put if stays else ""
    if kept is not None:
        made.targets += [kept.target] if kept.target else []
        end = tokens[final - 1].end + 1
        yield end, end, f" {kept.put}" if delete else ""


@dataclass(frozen=True, slots=True)
class _Clause:
    """An OUTPUT clause: where it is, what it is put as, and the table it goes into."""

    start: int
    stop: int
    put: str
    target: tuple[str, list[str]] | None = None


def _clause(text: str, tokens: Sequence[Token], flat: Sequence[int], final: int) -> _Clause:
    first = flat[0]
    end = next((i for i in flat[1:] if _ends(tokens, i)), final)
    start, stop = tokens[first].start, tokens[end - 1].end + 1
    into = next((i for i in flat if i < end and tokens[i].token_type is TokenType.INTO), None)
    if into is None:
        return _Clause(start, stop, text[start:stop])
    values = text[tokens[first].end + 1 : tokens[into].start].strip()
    target = _target(text, tokens, into + 1, end)
    return _Clause(start, stop, f"OUTPUT {values} INTO {PLACE} ", target)


def _ends(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether an OUTPUT clause ends before a token: INSERT's rows may be in parentheses."""
    kind = tokens[index].token_type
    after = tokens[index + 1].token_type if index + 1 < len(tokens) else kind
    return kind in ENDS or (kind is OPENING and after in {TokenType.SELECT, TokenType.WITH})


def _target(text: str, tokens: Sequence[Token], start: int, end: int) -> tuple[str, list[str]]:
    """Return the name after INTO, and the columns in parentheses behind it."""
    listed = next((i for i in range(start, end) if tokens[i].token_type is OPENING), end)
    columns = [t.text for t in tokens[listed + 1 : end - 1] if t.token_type is not TokenType.COMMA]
    return text[tokens[start].start : tokens[listed - 1].end + 1], columns
