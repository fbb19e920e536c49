"""Find and read the files that configure a run: seamscope.yaml, poc.yaml and files they name.

All errors are reported together, so that the user can correct them before the run starts.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from seamscope.answers import NAME as ANSWERS
from seamscope.answers import AnswerFile, read_answers, read_workbook
from seamscope.config import NAME as CONFIG
from seamscope.config import Config, find_config, read_config
from seamscope.connector.entries import suggest_word
from seamscope.errors import InputError, SeamscopeError
from seamscope.estimate.calibration import Calibration, read_calibration
from seamscope.output_folders import is_left_out, is_output_folder
from seamscope.outputs.writers.languages import list_languages
from seamscope.poc import NAME as POC
from seamscope.poc import Poc, looks_like_poc, read_poc

T = TypeVar("T")
SEVERAL = "there are several, and none is in the surveyed folder itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The files that the user specified on the command line.

    scopes: other poc.yaml files to compare.
    """

    paths: tuple[Path, ...]
    config: Path | None = None
    poc: Path | None = None
    scopes: tuple[Path, ...] = ()
    calibration: Path | None = None
    answers: Path | None = None
    taken: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The content and the paths of the files that configure a run.

    home: path of answers.yaml, None if answers are not kept in a file.
    given: answers to import.
    files: paths of the files that configure the run and are therefore not read as inputs.
    unused: a message for each configuration or POC that was found but is not used.
    """

    config: Config = Config()  # noqa: RUF009 (frozen)
    config_path: Path | None = None
    poc: Poc | None = None
    poc_path: Path | None = None
    scopes: tuple[Poc, ...] = ()
    calibration: Calibration | None = None
    calibration_path: Path | None = None
    home: Path | None = None
    given: AnswerFile | None = None
    files: tuple[Path, ...] = ()
    unused: tuple[SeamscopeError, ...] = ()


def read_settings(named: Named) -> Settings:
    """Find and read the files that configure a run; raise InputError with the errors of all files.

    The function looks for `seamscope.yaml` in the inputs, in the folders above and one level below.
    If `seamscope.yaml` does not specify a `poc.yaml`, the function looks for it in the same
    folders.
    """
    errors: list[SeamscopeError] = []
    where, unused = _choose(CONFIG, named.config, named.paths, find_config)
    config = _attempt(read_config, where, errors) or Config()
    errors += _check_language(config)
    written = where.parent / config.poc if where and config.poc else None
    near = where.parent / POC if where and (where.parent / POC).is_file() else None
    path, unused_pocs = _choose(POC, named.poc or written or near, named.paths, find_poc)
    history = _join(where, config.calibration) if not named.calibration else named.calibration
    home = where.parent / ANSWERS if where else named.answers
    taken = named.taken if named.taken != home else None
    poc = _attempt(read_poc, path, errors)
    settings = Settings(
        config=config,
        config_path=where,
        poc=poc,
        poc_path=path,
        scopes=tuple(
            poc for each in named.scopes if (poc := _attempt(read_poc, each, errors)) is not None
        ),
        calibration=_attempt(read_calibration, history, errors),
        calibration_path=history,
        home=home,
        given=_attempt(read_given_answers, taken, errors),
        files=tuple(p for p in (where, path, *named.scopes, history, home) if p),
        unused=(*unused, *unused_pocs),
    )
    if home is not None:
        # Mistakes in the file have a line and stop the run. An error without a line means that the
        # file cannot be read at all, and is reported later.
        errors += (error for error in read_answers(home).errors if error.line)
    if errors:
        raise InputError(*errors)
    return settings


def choose_config(
    given: Path | None, survey: Path
) -> tuple[Path | None, tuple[SeamscopeError, ...]]:
    """Find the `seamscope.yaml` of a survey; also return a message for each one that is not used.

    The function looks next to the output folder, in the folders above and one level below. After
    that, it looks in the same places around the working directory.

    given: the file that the user specified.
    survey: path of the survey.json.
    """
    folder = survey.absolute().parent
    base = folder.parent if is_output_folder(folder) else folder
    chosen, unused = _choose(CONFIG, given, (base, Path.cwd()), find_config)
    return chosen, tuple(unused)


def _check_language(config: Config) -> list[SeamscopeError]:
    """Return an error if the configuration specifies a language that does not exist."""
    known = list_languages()
    if not config.language or config.language in known:
        return []
    what = f"`language`: there is no language {config.language!r}"
    remedy = f"write one of: {', '.join(known)}, or pass a .po file with --language"
    return [SeamscopeError(what, remedy=remedy, file=config.file)]


def read_given_answers(path: Path) -> AnswerFile:
    """Read the answers to import; raise InputError if the file is missing or has errors."""
    if not path.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(path)))
    given = read_workbook(path) if path.suffix.casefold() == ".xlsx" else read_answers(path)
    if given.errors:
        raise InputError(*given.errors)
    return given


def find_poc(start: Path) -> Path | None:
    """Return the nearest `poc.yaml` in the folder of a path or above, None if there is none.

    A file with this name but without `reads:` and `writes:` belongs to another program and is
    ignored.
    """
    try:
        inside = start.resolve()
    except (OSError, RuntimeError):  # a link to itself
        return None
    folders = [inside, *inside.parents] if inside.is_dir() else list(inside.parents)
    found = (path for folder in folders if (path := folder / POC).is_file())
    return next((path for path in found if looks_like_poc(path)), None)


def _attempt(
    read: Callable[[Path], T], path: Path | None, errors: list[SeamscopeError]
) -> T | None:
    """Return the result of `read`; if it raises errors, add them to `errors` and return None."""
    if path is None:
        return None
    try:
        return read(path)
    except InputError as error:
        errors += error.errors
        return None


def _choose(
    name: str,
    given: Path | None,
    paths: Sequence[Path],
    find_above: Callable[[Path], Path | None],
) -> tuple[Path | None, list[SeamscopeError]]:
    """Return the path to use, and a message for each file of the same name that is not used.

    given: the file that the user specified, which always takes precedence.
    """
    above = next((found for path in paths if (found := find_above(path)) is not None), None)
    near = list(_list_near(name, paths))
    if name == POC:
        near = [path for path in near if looks_like_poc(path)]
    chosen = given or above or (near[0] if len(near) == 1 else None)
    if chosen is None:
        return None, [_build_note(path, SEVERAL, name) for path in near]
    chosen = shorten(chosen)
    known = chosen.resolve()
    others = [path for path in near if path.resolve() != known]
    return chosen, [_build_note(path, f"{chosen} is used", name) for path in others]


def _build_note(path: Path, why: str, name: str) -> SeamscopeError:
    option = "--config" if name == CONFIG else "--poc"
    return SeamscopeError(
        f"not used, because {why}", remedy=f"use it with {option} {path}", file=str(path)
    )


def _list_near(name: str, paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files called `name` that are inputs, or are in an input folder or one level below."""
    seen: set[Path] = set()
    for path in paths:
        inside = [path / name, *(folder / name for folder in _list_folders(path))]
        for file in [path] if path.name == name else inside:
            if file.is_file() and _resolve(file) not in seen:
                seen.add(_resolve(file))
                yield shorten(file)


def _list_folders(path: Path) -> list[Path]:
    """Return the subfolders of a folder, except hidden ones and output folders."""
    try:
        inside = sorted(path.iterdir()) if path.is_dir() else []
    except OSError:
        return []
    return [
        each
        for each in inside
        if each.is_dir()
        and not each.is_symlink()
        and not each.name.startswith(".")
        and not is_left_out(each)
    ]


def _join(where: Path | None, name: str) -> Path | None:
    return where.parent / name if where and name else None


def _resolve(path: Path) -> Path:
    return Path(os.path.normpath(path.absolute()))


def shorten(path: Path) -> Path:
    """Return a path for messages: relative to the working directory if it lies below it."""
    full, here = _resolve(path), Path.cwd()
    return full.relative_to(here) if full.is_relative_to(here) else path


def choose_connector_folders(
    config: Config, named: tuple[Path, ...], path: Path | None
) -> tuple[tuple[Path, ...], list[SeamscopeError]]:
    """Return the folders of the user's own connectors, and an error if those in a file are ignored.

    Connectors are code that would run. A `seamscope.yaml` that was found next to the inputs may
    come from a stranger, so its `connectors` are used only if the user specified it with
    `--config`.

    named: the folders of `--connectors`.
    path: the file of `--config`.
    """
    if not config.connectors:
        return named, []
    if path:
        return (*named, *(path.parent / folder for folder in config.connectors)), []
    problem = (
        "`connectors` is ignored: this file was found automatically, and connectors are "
        "executable code"
    )
    remedy = f"run with --connectors {config.connectors[0]}, or with --config"
    return named, [SeamscopeError(problem, remedy=remedy, file=config.file)]


def check_claims(
    config: Config, claims: tuple[tuple[str, str], ...], connectors: Sequence[str]
) -> None:
    """Raise InputError if a claim in the configuration or an option has an unknown connector."""
    known = sorted(connectors)
    every = [
        *(
            (name, f"claims.{pattern}", config.file)
            for pattern, name in (config.claims or {}).items()
        ),
        *((name, f"--claim {pattern}", "") for pattern, name in claims),
    ]
    errors = [
        SeamscopeError(
            f"'{place}': there is no connector {name!r}",
            remedy=f"{suggest_word(name, known)}`seamscope connectors` lists all of them",
            file=file,
        )
        for name, place, file in every
        if name not in known
    ]
    if errors:
        raise InputError(*errors)
