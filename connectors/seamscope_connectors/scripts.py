"""Read shell and batch scripts: the transfers, service calls and SQL of their command lines.

The folder of a script is the clue to the system that runs it.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.commands import Shell, build_records, read_steps
from seamscope.connector.folders import find_home_folder
from seamscope.connector.redact import blank_key_blocks
from seamscope.records import Clue, ClueKind, Record, Skipped, SystemRef

SUFFIXES = frozenset({".sh", ".bash", ".ksh", ".zsh", ".bat", ".cmd", ".ps1", ".psm1",
                      ".crontab"})  # fmt: skip
SHELLS: dict[str, Shell] = {".bat": "batch", ".cmd": "batch", ".ps1": "powershell",
                            ".psm1": "powershell"}  # fmt: skip
SHEBANG = re.compile(r"#!\s*/\S*?(?:env\s+)?(?:ba|k|z|da)?sh\b")


class ScriptsConnector(Connector):
    """Reads the command lines of shell and batch scripts that move data."""

    name = "scripts"
    reads = "shell and batch scripts: bcp, psql, curl, sftp, aws s3, startrfc and the like"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in SUFFIXES:
            return Claim(reason=f"ends in {file.suffix}", fit=Fit.GENERIC)
        if not file.suffix and SHEBANG.match(file.head(128)):
            return Claim(reason="starts with the line of a shell", fit=Fit.GENERIC)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        text = blank_key_blocks(file.text())
        folder = find_home_folder(file.path)
        clues = (Clue(kind=ClueKind.FOLDER, value=folder),) if folder else ()
        shell = SHELLS.get(file.suffix, "posix")
        found = list(build_records(read_steps(text, shell), SystemRef(clues=clues), file.at))
        yield from found
        if not found:
            yield Skipped(
                reason="the script contains no command that is known to move data",
                remedy="if one of its programs moves data, list the flow in the inventory",
                evidence=file.at(1),
                kind="entry",
            )
