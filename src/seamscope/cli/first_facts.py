"""Ask the five questions of `seamscope init`, and convert the answers to lines of YAML."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import click

PLAIN = re.compile(r"[A-Za-z][\w ./()&+-]*")
SHOWN = 2  # notes in the comment on a product
EXAMPLE_READS, EXAMPLE_WRITES = ("Example CRM",), ("Example ERP",)
RESERVED = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstFacts:
    """The facts that `init` writes to a new workspace.

    people: team size, None if unknown.
    noted: known products that notes name, each with the notes.
    """

    name: str = "Example proof of concept"
    reads: tuple[str, ...] = EXAMPLE_READS
    writes: tuple[str, ...] = EXAMPLE_WRITES
    sponsor: str = ""
    people: int | None = None
    noted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def list_replacements(self) -> Iterator[tuple[str, str]]:
        """Yield each placeholder of the templates with its replacement."""
        systems = list(dict.fromkeys((*self.reads, *self.writes)))
        yield "@NAME@", quote(self.name)
        yield (
            "@SPONSOR@",
            f"sponsor: {quote(self.sponsor)}" if self.sponsor else ("# sponsor: Who pays for it"),
        )
        yield "@READS@", _list_entries("system", self.reads)
        yield "@WRITES@", _list_entries("system", self.writes)
        yield (
            "@PEOPLE@",
            f"  people: {self.people or 4}"
            if self.people
            else ("  people: 4                         # number of people who build it"),
        )
        yield "@SYSTEMS@", _list_entries("name", systems)
        yield "@NOTED@", _list_noted(self.noted, systems)
        yield "@FLOWS@", _describe_example_flow(self.reads, self.writes)


def ask_facts() -> FirstFacts:
    """Ask the five questions on a terminal; an empty answer leaves the fact open."""
    click.echo("Five questions; press Enter to skip one. Everything can be changed in the files.")
    example = FirstFacts()
    name = _ask("1/5 What is the proof of concept called?") or example.name
    reads = split_names([_ask("2/5 Which systems does it read from? (comma between names)")])
    writes = split_names([_ask("3/5 Which systems does it write to?")])
    sponsor = _ask("4/5 Who pays for it?")
    people = click.prompt("5/5 How many people build it?", default="", show_default=False,
                          value_proc=_parse_people)  # fmt: skip
    nothing = not reads and not writes
    return FirstFacts(
        name=name,
        reads=example.reads if nothing else reads,
        writes=example.writes if nothing else writes,
        sponsor=sponsor,
        people=people,
    )


def split_names(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct names in values such as "SAP, Salesforce"."""
    names = (name.strip() for text in texts for name in re.split(r"[,;]", text))
    return tuple(dict.fromkeys(name for name in names if name))


def quote(text: str) -> str:
    """Return a string as a YAML scalar, quoted unless it consists of plain words."""
    plain = PLAIN.fullmatch(text) and text.casefold() not in RESERVED and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def _ask(question: str) -> str:
    answer: str = click.prompt(question, default="", show_default=False)
    return answer.strip()


def _parse_people(text: str) -> int | None:
    text = text.strip()
    if text and (not text.isdecimal() or int(text) == 0):
        raise click.UsageError(f"{text!r} is not a number of people; write digits only, such as 5")
    return int(text) if text else None


def _list_entries(key: str, names: Sequence[str]) -> str:
    """Return YAML list entries such as ``- system: ERP``; "  []" if there are no names."""
    return "\n".join(f"  - {key}: {quote(name)}" for name in names) if names else "  []"


def _list_noted(noted: Mapping[str, Sequence[str]], listed: Sequence[str]) -> str:
    """Return the products named in notes as commented entries, "" if the notes name no product."""
    known = {name.casefold() for name in listed}
    lines = [
        f"  # - name: {quote(name)}  # in {', '.join(files[:SHOWN])}"
        for name, files in noted.items()
        if name.casefold() not in known
    ]
    if not lines:
        return ""
    head = "\n  # Notes name these products. Remove the `#` of your systems, and add the others."
    return "\n".join((head, *lines))


def _describe_example_flow(reads: Sequence[str], writes: Sequence[str]) -> str:
    """Return a YAML list with an example flow from the first system read to the first written.

    The list is empty if one of these systems is missing, or if both are the same.
    """
    if not reads or not writes or reads[0] == writes[0]:
        return "  []"
    source, target = quote(reads[0]), quote(writes[0])
    text = f"  - {{from: {source}, to: {target}, mechanism: api}}"
    return text if (reads, writes) == (EXAMPLE_READS, EXAMPLE_WRITES) else f"  # {text.strip()}"
