"""Read a crontab, from a file or from the output of ``crontab -l``."""

import re
from dataclasses import dataclass

_NAMES = r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_ITEM = rf"(?:\*|\d{{1,2}}|{_NAMES})(?:-(?:\d{{1,2}}|{_NAMES}))?(?:/\d{{1,3}})?"
_FIELD = rf"{_ITEM}(?:,{_ITEM}){{0,59}}"
_JOB = re.compile(
    rf"[ \t]{{0,20}}(?P<when>(?:{_FIELD}[ \t]{{1,20}}){{4}}{_FIELD}"
    r"|@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly))[ \t]{1,20}"
    r"(?P<command>\S.*)",
    re.I,
)
_SETTING = re.compile(r"[ \t]*[A-Za-z_]\w*[ \t]*=")
# The system's crontab contains the account that runs a job: "0 2 * * * oracle /opt/load.sh".
_ACCOUNT = re.compile(r"[a-z_][\w-]{0,31}\$?[ \t]{1,20}(?=[/.~\w\"'])", re.I)
_MOSTLY = 0.8  # share of the lines that must be jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Crontab:
    """The jobs of a crontab.

    text: the commands. Each command is on the same line as in the file.
    frequency: the schedule of a job, by line number.
    commands: the command of a job, by line number.
    """

    text: str
    frequency: dict[int, str]
    commands: dict[int, str]


def is_crontab(text: str) -> bool:
    """Return whether most lines of a file are cron jobs, ignoring comments and settings."""
    lines = [line for line in text.splitlines() if line.strip() and not _is_aside(line)]
    jobs = sum(1 for line in lines if _JOB.fullmatch(line))
    return bool(jobs) and jobs >= _MOSTLY * len(lines)


def _is_aside(line: str) -> bool:
    return line.lstrip().startswith("#") or bool(_SETTING.match(line))


def read_crontab(text: str, *, has_accounts: bool | None = None) -> Crontab:
    """Return the jobs of a crontab.

    has_accounts: whether each command follows an account name (``oracle /opt/load.sh``); None to
    detect this.
    """
    lines = text.split("\n")
    jobs = {n: found for n, line in enumerate(lines, start=1) if (found := _match_job(line))}
    if has_accounts is None:
        has_accounts = bool(jobs) and all(_names_account(job["command"]) for job in jobs.values())
    commands = {n: _unescape(job["command"], named=has_accounts) for n, job in jobs.items()}
    kept = [commands.get(n) or _keep_setting(line) for n, line in enumerate(lines, start=1)]
    return Crontab(
        text="\n".join(kept),
        frequency={n: " ".join(job["when"].split()) for n, job in jobs.items()},
        commands=commands,
    )


def _match_job(line: str) -> re.Match[str] | None:
    return None if _is_aside(line) else _JOB.fullmatch(line.rstrip("\r"))


def _keep_setting(line: str) -> str:
    return line if _SETTING.match(line) else ""


def _names_account(command: str) -> bool:
    """Return whether a command begins with an account and the path of a program."""
    found = _ACCOUNT.match(command)
    return found is not None and command[found.end() :].startswith(("/", "~", "./"))


def _unescape(command: str, *, named: bool) -> str:
    r"""Return the command that the shell gets: without the account, up to the first ``%``.

    Cron sends the text after a ``%`` to the command's standard input; ``\%`` is a percent sign.
    """
    found = _ACCOUNT.match(command) if named else None
    text = command[found.end() :] if found else command
    return re.split(r"(?<!\\)%", text, maxsplit=1)[0].replace("\\%", "%").strip()
