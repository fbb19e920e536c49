"""Read shell, batch and WinSCP scripts: the transfers, service calls and SQL of their commands.

The clue to the system that runs the script is the host in the first comments
(``# runs on sbkpath01``), or the folder if there is no host. A crontab is read as a script whose
lines have a schedule.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.commands import (
    Shell,
    build_records,
    is_crontab,
    is_winscp_script,
    read_crontab,
    read_steps,
    read_winscp_steps,
)
from seamscope.connector.entries import skip_names
from seamscope.connector.failures import list_script_rules
from seamscope.connector.folders import find_home_folder
from seamscope.connector.redaction import blank_secrets
from seamscope.records import Clue, ClueKind, Flow, Record, Skipped, SystemRef

SUFFIXES = frozenset({".sh", ".bash", ".ksh", ".zsh", ".bat", ".cmd", ".ps1", ".psm1",
                      ".crontab"})  # fmt: skip
SHELLS: dict[str, Shell] = {".bat": "batch", ".cmd": "batch", ".ps1": "powershell",
                            ".psm1": "powershell"}  # fmt: skip
HEAD = 8192  # characters that are examined for crontab lines
TABLES = frozenset({".crontab", ".cron", ".txt", ""})  # suffixes of crontabs
WINSCP = frozenset({".txt", ".winscp", ".script", ".scr", ""})  # suffixes of WinSCP scripts
TOP = 5  # lines at the top whose comments may contain the host
COMMENT = re.compile(r"\s*(?:#(?!!)|rem\b|::|--)[#*\s]*(?P<text>.*)", re.I)
# "runs on SBK-PATH-01 every 10 minutes", in eight languages.
RUNS_ON = re.compile(
    r"\b(?:runs? on|scheduled on|l(?:ä|ae)uft auf|ausgef(?:ü|ue)hrt auf|tourne sur"
    r"|s'ex[eé]cute sur|corre en|se ejecuta en|gira su|viene eseguito su|draait op|corre em"
    r"|[eé] executado em|dzia[lł]a na|uruchamiany na"
    r"|cron(?:tab)?\b[^\n]{0,40}?\s(?:on|auf|sur|en|su|op|em|na)"
    r"|(?:server|host|rechner|maschine|serveur|servidor|serwer|macchina)(?=[ \t]{0,3}[:=]))"
    r"[ \t:=]{1,3}"
    r"(?P<name>[a-z][a-z-]{1,24}\d{1,4})(?![\w-])",
    re.I,
)
# Words with a number that look like a host: "step1: load".
NO_HOSTS = re.compile(
    r"(?:step|part|phase|job|task|stage|version|release|line|chapter|case|test|loop|schritt|teil"
    r"|aufgabe|etape|partie|tache|paso|parte|fase|tarea|passo|compito|attivita|stap|deel|taak"
    r"|etapa|tarefa|krok|czesc|zadanie)\d+"
)
# "erpprd01 (ERP): nightly load" or "crontab -l batch@erpprd01"; a host ends in a number.
HOST = re.compile(
    r"(?:crontab\s+(?:-l\s+)?(?:\w+@)?|host:?\s+)?(?P<name>[a-z][a-z-]{2,24}\d{1,3})"
    r"(?:\.[\w.-]{1,200})?(?=$|[\s:,;(])"
)
SHEBANG = re.compile(r"#!\s*/\S*?(?:env\s+)?(?:ba|k|z|da)?sh\b")


class ScriptsConnector(Connector):
    """Reads the command lines of shell and batch scripts that move data."""

    name = "scripts"
    reads = (
        "shell, batch, PowerShell and WinSCP scripts, and crontabs: bcp, psql, curl, sftp, aws s3,"
        " startrfc and the like"
    )

    def claim(self, file: File) -> Claim | None:
        if file.suffix in SUFFIXES:
            return Claim(reason=f"ends in {file.suffix}", fit=Fit.GENERIC)
        if not file.suffix and SHEBANG.match(file.head(128)):
            return Claim(reason="starts with the shebang of a shell", fit=Fit.GENERIC)
        if file.suffix in TABLES and is_crontab(_drop_last_line(file.head(HEAD))):
            return Claim(reason="has lines of a crontab", fit=Fit.GENERIC)
        if file.suffix in WINSCP and is_winscp_script(file.head(HEAD)):
            return Claim(reason="has commands of WinSCP", fit=Fit.GENERIC)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        text = blank_secrets(file.text(), script=True)
        host = _find_host(text) or _find_host_folder(file.path)
        folder = host or find_home_folder(file.path)
        on_host = bool(host) or bool(HOST.fullmatch(folder) and not NO_HOSTS.fullmatch(folder))
        clues = (Clue(kind=ClueKind.FOLDER, value=folder),) if folder else ()
        here = SystemRef(clues=clues)
        if file.suffix in TABLES and is_crontab(text):
            yield from _read_jobs(file, text, here, on_host=on_host)
            return
        is_winscp = file.suffix in WINSCP and is_winscp_script(text)
        shell = SHELLS.get(file.suffix, "posix")
        steps = read_winscp_steps(text) if is_winscp else read_steps(text, shell)
        rules = list_script_rules(text)
        found = list(build_records(steps, here, file.at, on_host=on_host, error_handling=rules))
        yield from found
        if not found:
            yield Skipped(
                reason="the script contains no known command that moves data",
                remedy="list the flows of the programs it starts in the inventory",
                evidence=file.at(1),
                kind="entry",
            )


def _find_host(text: str) -> str:
    """Return the host in the comments at the top of a script, "" if there is none.

    ``# runs on erpprd01`` may be in any of these comments, ``# erpprd01: nightly load`` only in the
    first.
    """
    comments = [found["text"] for line in text.splitlines()[:TOP] if (found := COMMENT.match(line))]
    for comment in comments:
        if stated := RUNS_ON.search(comment):
            return stated["name"]
    host = HOST.match(comments[0]) if comments else None
    name = host["name"] if host else ""
    return "" if NO_HOSTS.fullmatch(name) else name


def _find_host_folder(path: str) -> str:
    """Return the innermost folder that is named like a host: ``servers/erpprd01/jobs``, or ""."""
    folders = reversed(PurePosixPath(path).parts[:-1])
    return next((f for f in folders if HOST.fullmatch(f) and not NO_HOSTS.fullmatch(f)), "")


def _drop_last_line(head: str) -> str:
    """Return the beginning of a file without its last line if that line is cut off."""
    return head.rpartition("\n")[0] if len(head) >= HEAD else head


def _read_jobs(file: File, text: str, here: SystemRef, *, on_host: bool) -> Iterator[Record]:
    """Yield the records of a crontab with their schedule.

    Jobs that only start a program (``0 2 * * * /opt/load.sh``) are reported.
    """
    table = read_crontab(text)
    used: set[int] = set()
    for record in build_records(read_steps(table.text), here, file.at, on_host=on_host):
        line = record.evidence.line
        used.add(line)
        match record:
            case Flow():
                yield replace(record, frequency=table.frequency.get(line, ""))
            case _:
                yield record
    others = [
        (_find_program(command), file.at(line))
        for line, command in table.commands.items()
        if line not in used
    ]
    if others:
        yield skip_names(
            f"crontab jobs that start other programs: {len(others)}",
            "add these scripts to the inputs, or list their flows in the inventory",
            others,
        )


def _find_program(command: str) -> str:
    """Return the first path in a command, otherwise its first word: ``nice ./run.sh -n`` →
    "./run.sh".

    The arguments are left out, because they may contain a password.
    """
    words = command.split()
    return next((word for word in words if word.endswith(tuple(SUFFIXES)) or "/" in word), words[0])
