"""Load `programs.yaml`: programs that move data, and the meaning of their options."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from seamscope.connector.words import parse_yaml

# `--webdav-pass x`: the next word is a secret, not an address, even if the option is not listed.
_SECRET_OPTION = re.compile(
    r"--(?!no-|ask-|prompt-)[a-z\d]{1,20}(?:-[a-z\d]{1,20}){0,3}"
    r"-(?:pass|password|passphrase|secret|token|secret-access-key|api-key|account-key)"
)

Options = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program with known options.

    kind: the way to read it (client, dump, copier, http, session, channel, service).
    takes: all options with a value.
    joined: options whose value may follow without a space.
    settings: the other entries of the program in `programs.yaml`.
    """

    name: str
    kind: str
    takes: frozenset[str]
    joined: tuple[str, ...]
    settings: dict[str, str]
    options: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A cmdlet whose options are the parts of its source and its target.

    places: source and target as patterns of options: ``s3://{-bucketname}/{-key|-keyprefix}``.
    tables: the options for server, database and table of source and target; () for a file.
    """

    places: tuple[str, str]
    tables: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """All known programs by name.

    forms: cmdlets of PowerShell by name.
    words_in, words_out: words in names of functions which indicate that data comes in or goes out.
    silent: programs that do not move data.
    """

    by_name: dict[str, Program]
    forms: dict[str, Form]
    words_in: frozenset[str]
    words_out: frozenset[str]
    silent: frozenset[str]


@cache
def load_programs() -> Programs:
    """Return the known programs; the file is read once."""
    text = files(__package__).joinpath("programs.yaml").read_text(encoding="utf-8")
    data = parse_yaml(text)
    kinds = (
        ("clients", "client"),
        ("dumps", "dump"),
        ("copiers", "copier"),
        ("http", "http"),
        ("channels", "channel"),
        ("services", "service"),
    )
    found = {
        name: _build_program(name, kind, given)
        for key, kind in kinds
        for name, given in data[key].items()
    }
    for name, other in data["sessions"].items():
        found[name] = _build_program(name, "session", {"other": other})
    words = data["directions"]
    return Programs(
        by_name=found,
        forms={name: _build_form(given) for name, given in data["forms"].items()},
        words_in=frozenset(words["in"]),
        words_out=frozenset(words["out"]),
        silent=frozenset(data["silent"]),
    )


def _build_form(given: dict[str, str | list[str]]) -> Form:
    sides = (given["source"], given["target"])
    first, second = ("" if isinstance(side, list) else side for side in sides)
    one, two = (tuple(side) if isinstance(side, list) else () for side in sides)
    return Form(places=(first, second), tables=(one, two))


def _build_program(name: str, kind: str, given: dict[str, str | list[str]]) -> Program:
    options = {key: value for key, value in given.items() if isinstance(value, list)}
    joined = options.pop("joined", [])
    takes = {
        option.casefold() if name.startswith("invoke-") else option
        for key, listed in options.items()
        for option in listed
        if key not in {"copy", "into"} and option
    }
    return Program(
        name=name,
        kind=kind,
        takes=frozenset(takes),
        joined=tuple(joined),
        settings={key: value for key, value in given.items() if isinstance(value, str)},
        options=options,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of a command: values by option, and words without an option."""

    values: Options
    plain: tuple[str, ...]

    def get_first(self, options: list[str]) -> str:
        """Return the value of the first of these options that is present, "" if none is."""
        return next((self.values[o][0] for o in options if self.values.get(o)), "")

    def get_all(self, options: list[str]) -> list[str]:
        """Return all values of these options."""
        return [value for option in options for value in self.values.get(option, ())]


def read_arguments(words: list[str], program: Program) -> Arguments:
    """Split the words after a program's name into options with values and plain words."""
    values: Options = {}
    plain: list[str] = []
    rest = iter(words)
    known = {option.casefold(): option for option in program.takes}
    for word in rest:
        name, equals, value = word.partition("=")
        option = name if name in program.takes or _SECRET_OPTION.fullmatch(word) else ""
        if not option and program.name.startswith("invoke-"):
            option = known.get(name.casefold(), "")
        if option and equals and word.startswith("--"):
            values.setdefault(_spell(option, program), []).append(value)
        elif option and not equals:
            values.setdefault(_spell(option, program), []).append(next(rest, ""))
        elif short := _split_joined(word, program):
            values.setdefault(short[0], []).append(short[1])
        elif not word.startswith("-") or word == "-":
            plain.append(word)
        else:
            values.setdefault(word, [])
    return Arguments(values=values, plain=tuple(plain))


def _spell(option: str, program: Program) -> str:
    """Return an option as `programs.yaml` spells it; PowerShell options ignore case."""
    if not program.name.startswith("invoke-"):
        return option
    every = (o for listed in program.options.values() for o in listed)
    return next((o for o in every if o.casefold() == option.casefold()), option)


def _split_joined(word: str, program: Program) -> tuple[str, str] | None:
    """Split ``-hdb1`` into option and value, if the program allows that."""
    if word.startswith("--"):
        return None
    short = next((o for o in program.joined if word.startswith(o) and len(word) > len(o)), "")
    if not short and re.match(r"-[SdQqioU](?=[\w.\\]{3})", word):
        short = word[:2] if word[:2] in program.takes else ""
    return (short, word[len(short) :]) if short else None


def find_direction(name: str) -> str:
    """Return the direction of data that a function's name indicates: "in", "out", "" if unclear.

    ``usp_CopyTable`` → ``in``, ``Z_ORDER_PUSH`` → ``out``.
    """
    known = load_programs()
    words = {w.casefold() for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
    comes, goes = words & known.words_in, words & known.words_out
    if bool(comes) == bool(goes):
        return ""
    return "in" if comes else "out"
