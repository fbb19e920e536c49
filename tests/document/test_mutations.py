"""Surveys with one changed value are either rejected with a place and a remedy, or accepted by
every command.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.cli.looking import LISTS
from seamscope.document import decode, encode
from seamscope.document.frames import FrameName, Library
from seamscope.errors import InputError
from seamscope.outputs import FORMATS

from ..outputs.survey_sample import small

MUTATIONS = 200
# These draw what `svg` draws and differ in what Graphviz writes.
KEYS = "n\ns\nAn answer\nu\nq\n"  # what a user types during a review
LIKE_SVG = {"png", "pdf"}
TEXTS = ("", "\u202e", "x" * 3000, "=1+1", "<b>&\"'", "2024-13-99", "9999-12-31", "a\x00b", "%s{}")
FIGURES = (0, -1, 1, 1e-9, 0.5, 1e11, 1e300, 10**30)

Step = str | int
Container = dict[str, object] | list[object]


def places(value: object) -> Iterator[tuple[Container, Step]]:
    """Yield each position in a document as its container and its key or index."""
    match value:
        case dict():
            for key, item in value.items():
                yield value, key
                yield from places(item)
        case list():
            for number, item in enumerate(value):
                yield value, number
                yield from places(item)


def set_value(container: Container, key: Step, value: object) -> None:
    match container, key:
        case dict(), str():
            container[key] = value
        case list(), int():
            container[key] = value


def get_value(container: Container, key: Step) -> object:
    match container, key:
        case dict(), str():
            return container[key]
        case list(), int():
            return container[key]
    raise KeyError(key)


def change(value: object, dice: random.Random) -> object:
    """Return another value of the same JSON type."""
    match value:
        case bool():
            return not value
        case str():
            return dice.choice(TEXTS)
        case int() | float():
            return dice.choice(FIGURES)
        case [first, *rest]:
            return dice.choice([[], rest, [first, first, *rest], [*rest, first]])
        case dict():
            kept = list(value)
            dice.shuffle(kept)
            return {key: value[key] for key in kept[1:]}
        case _:
            return dice.choice(["", 0, [], {}])


def mutate(seed: int) -> bytes:
    """Return the sample with one value changed, or with one string replaced by another string of
    the sample.
    """
    dice = random.Random(seed)
    document = json.loads(encode(small()))
    container, key = dice.choice(list(places(document)))
    old = get_value(container, key)
    if isinstance(old, str) and dice.random() < 0.4:
        texts = sorted({v for c, k in places(document) if isinstance(v := get_value(c, k), str)})
        set_value(container, key, dice.choice(texts))
    else:
        set_value(container, key, change(old, dice))
    return json.dumps(document).encode()


def is_refused(content: bytes) -> bool:
    try:
        decode(content)
    except InputError:
        return True
    return False


def commands(file: Path, before: Path) -> Iterator[list[str]]:
    """Yield every command that takes a survey, with each of its formats."""
    shapes = list_shapes()
    for what in LISTS:
        yield ["show", what, str(file)]
    yield from (["show", "integrations", str(file), "-f", shape] for shape in shapes["show"])
    yield from (["explain", what, str(file)] for what in ("crm--poc", "crm", "Salesforce"))
    yield from (["explain", "crm--poc", str(file), "-f", shape] for shape in shapes["explain"])
    for name in FORMATS:
        if name not in LIKE_SVG:
            yield ["render", name, str(file)]
    yield ["render", "mermaid", str(file), "--about", "surface"]
    yield ["diff", str(file), str(before)]
    yield from (["diff", str(before), str(file), "-f", shape] for shape in shapes["diff"])
    yield from (["check", str(file), "--limit", "days=1", "-f", shape] for shape in shapes["check"])
    yield ["review", str(file), "--answers", str(file.with_name("answers.yaml")), "--by", "me"]


def list_shapes() -> dict[str, Sequence[str]]:
    """Return the values of the option `--format` of each command."""
    return {
        name: option.type.choices
        for name, command in main.commands.items()
        for option in command.params
        if isinstance(option.type, click.Choice) and "--format" in option.opts
    }


def find_faults_of_frames(content: bytes) -> list[str]:
    """Return an error for each part of a survey that does not become a data frame."""
    survey, faults = decode(content), []
    for name in get_args(FrameName):
        for library in get_args(Library):
            try:
                survey.frame(name, library)
            except Exception as error:  # noqa: BLE001 (each kind is a fault)
                faults.append(f"{name} as {library}: {error!r}")
    return faults


def find_fault(result: Result, arguments: list[str]) -> list[str]:
    """Return the error of a command that neither succeeds, nor fails a gate, nor reports an error
    with a remedy; [] otherwise.
    """
    if not (result.exception is None or isinstance(result.exception, SystemExit)):
        return [f"{arguments}: {result.exception!r}"]
    if "error in seamscope" in result.output:
        return [f"{arguments}: {result.output}"]
    if result.exit_code not in {0, 1, 2, 3} or (
        result.exit_code == 2 and "; " not in result.output
    ):
        return [f"{arguments}: exit code {result.exit_code}, {result.output}"]
    return []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_every_command_works_or_refuses(seed: int, tmp_path: Path) -> None:
    """For a survey with one changed value, every command works or rejects the survey."""
    assert try_commands(mutate(seed), tmp_path) == []


@pytest.mark.slow
def test_every_survey_that_is_accepted_has_frames() -> None:
    """Each part of a survey that is accepted with one changed value becomes a data frame."""
    accepted = [content for seed in range(MUTATIONS) if not is_refused(content := mutate(seed))]
    assert len(accepted) > MUTATIONS / 4
    assert [fault for content in accepted for fault in find_faults_of_frames(content)] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(MUTATIONS // 2))
def test_some_commands_work_or_refuse(seed: int, tmp_path: Path) -> None:
    """For each changed survey, two of the commands work or reject it; over all changes, every
    command is tested several times.
    """
    assert try_commands(mutate(seed), tmp_path, first=2 * seed, count=2) == []


def try_commands(
    content: bytes, folder: Path, first: int = 0, count: int | None = None
) -> list[str]:
    """Run commands on a changed survey and return their errors.

    first: index of the first command; after the last command, the list starts again.
    count: number of commands, None for all.
    """
    file, before = folder / "survey.json", folder / "before.json"
    file.write_bytes(content)
    before.write_bytes(encode(small()))
    every = list(commands(file, before))
    if is_refused(content):  # one command is enough: all read the survey in the same way
        result = CliRunner().invoke(main, every[0])
        assert result.exit_code == 2
        assert str(file) in result.output
        return []
    chosen = every[first % len(every) :] + every[: first % len(every)]
    return [
        fault
        for arguments in chosen[:count]
        for fault in find_fault(CliRunner().invoke(main, arguments, input=KEYS), arguments)
    ]


def edit(path: str, value: object) -> Callable[[], bytes]:
    """Return a function that returns the sample with one value replaced. path: a JSON Pointer."""

    def edited() -> bytes:
        document = json.loads(encode(small()))
        *steps, last = path.strip("/").split("/")
        place = document
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = value
        return json.dumps(document).encode()

    return edited


@pytest.mark.parametrize(
    ("pointer", "value", "said"),
    [
        ("/integrations/0/flows/0", "gone", "/integrations/0/flows/0: refers to the flow 'gone'"),
        ("/integrations/0/systems/1", "gone", "/integrations/0/systems/1: refers to the system "
"'gone'"),
        ("/estimates/0/integration", "gone", "/estimates/0/integration: refers to the integration"),
        ("/surface/build/0", "gone", "/surface/build/0: refers to the integration 'gone'"),
        ("/surface/poc", "gone", "/surface/poc: refers to the system 'gone'"),
        ("/surface/forgot/0/system", "gone", "/surface/forgot/0/system: refers to the system"),
        ("/flows/0/source/system", "gone", "/flows/0/source/system: refers to the system or "
"endpoint"),
        ("/flows/0/target/dataset", "gone", "/flows/0/target/dataset: refers to the dataset "
"'gone'"),
        ("/datasets/0/system", "gone", "/datasets/0/system: refers to the system or endpoint "
"'gone'"),
        ("/questions/0/about", ["gone"], "/questions/0/about/0: refers to the thing 'gone'"),
        ("/systems/1/id", "copilot", "/systems/1: the id 'copilot' is used twice"),
        ("/totals/start", "\u202e", r"/totals/start: '\u202e' is not a date of"),
        ("/totals/start", "9999-12-31", "/totals/start: '9999-12-31' is not a date of the form"),
        ("/meta/options/date", "20261-1-1", "/meta/options/date: '20261-1-1' is not a date"),
        ("/accuracy/newest", "spring", "/accuracy/newest: 'spring' is not a date of the form"),
        ("/estimates/0/effort_hours/p50", 1e6, "percentiles are not in ascending order (1e+06, "),
        ("/estimates/0/setup_hours", -4, "/estimates/0/setup_hours: the figure is negative (-4)"),
        ("/estimates/0/factors/0/multiplier", 0, "/multiplier: a multiplier must be above 0"),
        ("/estimates/0/rate", 1e300, "/estimates/0/rate: the figure is too large"),
        ("/estimates/0/cfp", 11, "/estimates/0/cfp: 11 is not the sum of the parts in `size` (12)"),
        ("/totals/production/mean", 5, "/totals/production/mean: 5 is not the sum of"),
        ("/totals/hours_per_day", 0, "/totals/hours_per_day: the hours per day must be above 0"),
        ("/totals/people", 0, "/totals/people: the number of people is not between 1 and 10,000"),
        ("/questions/0/variance_share", 1.5, "/questions/0/variance_share: the share is above 1"),
    ],
)  # fmt: skip
def test_an_invalid_value_is_refused_with_its_place(pointer: str, value: object, said: str) -> None:
    """An invalid value is an error with the file, the JSON Pointer, the reason and the remedy."""
    with pytest.raises(InputError) as caught:
        decode(edit(pointer, value)(), "survey.json")
    message = str(caught.value)
    assert said in message
    assert message.startswith("survey.json: ")
    assert "run `seamscope survey` again" in message
