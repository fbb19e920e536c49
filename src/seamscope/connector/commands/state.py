r"""State that commands of a script set for later commands: files, drives, Db2 database.

After ``net use X: \\fs20\erp``, ``copy X:\out\a.csv D:\in`` reads from ``\\fs20\erp``.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from seamscope.connector.commands.programs import load_programs
from seamscope.connector.commands.shell import Command

_PRINTING = frozenset({"echo", "printf", "print"})
_EXTENSION = re.compile(r"\.(?:exe|cmd|bat|sh)\Z", re.I)
_ALIASES = {"winscp": "winscp.com"}
_SHARE = re.compile(r"(?:\\\\|//)\S+\Z|(?:[\w.\-]+@)?(?P<host>[\w.\-]{2,}):(?P<path>/\S*)\Z")


def find_name(command: Command) -> str:
    """Return the name of a command's program, without folder and extension."""
    path = command.words[0].strip("\"'")
    name = _EXTENSION.sub("", re.split(r"[\\/]", path)[-1]).casefold()
    return _ALIASES.get(name, name)


@dataclass(slots=True)
class ScriptState:
    """The state that the commands so far have set.

    written: lines of files that the script itself writes, by file.
    mounts: shares, by the drive letter or folder where they are mounted.
    unused: the line of each mount that no later command uses.
    database: the database to which Db2 is connected.
    """

    written: dict[str, list[str]] = field(default_factory=dict)
    mounts: dict[str, str] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)
    database: str = ""

    def follow(self, command: Command) -> Command | None:
        """Return a command with the state of earlier commands filled in.

        Mounted folders are replaced by their shares, and the Db2 database and a generated batch
        file are added. Return None for a command that only sets state, such as ``net use``.
        """
        name = find_name(command)
        if mount := _read_mount(name, command.words[1:]):
            local, share = mount
            self.mounts[local], self.unused[local] = share, command.line
            return None
        if name == "db2":
            return self._follow_db2(command)
        return self._add_script(self._fill_mounts(command, name), name)

    def _fill_mounts(self, command: Command, name: str) -> Command:
        if not self.mounts:
            return command
        moves = name not in load_programs().silent  # listing a share (`ls`) is not a transfer
        return replace(
            command,
            words=[*map(self._fill, command.words)] if moves else command.words,
            reads=[*map(self._fill, command.reads)],
            writes=[*map(self._fill, command.writes)],
        )

    def _fill(self, word: str) -> str:
        """Return a path with its drive letter or folder replaced by the share mounted there."""
        for local, share in self.mounts.items():
            rest = word[len(local) :]
            if word.casefold().startswith(local) and (not rest or rest[0] in "\\/"):
                self.unused.pop(local, None)
                return share.rstrip("\\/") + rest
        return word

    def _follow_db2(self, command: Command) -> Command | None:
        words = " ".join(command.words[1:]).split()
        verbs = [word.casefold() for word in words[:2]]
        if verbs == ["connect", "to"]:
            self.database = (words[2:3] or [""])[0]
            return None
        if verbs == ["connect", "reset"] or verbs[:1] == ["terminate"]:
            self.database = ""
            return None
        known = ["--database", self.database] if self.database else []
        return replace(command, words=[command.words[0], *known, *command.words[1:]])

    def _add_script(self, command: Command, name: str) -> Command:
        """Return a command with the text of the batch file that earlier commands wrote for it.

        ``echo "put $f" >> $$.bat`` and ``sftp -b $$.bat host`` put a file.
        """
        if name in _PRINTING:
            for file in command.writes:
                self.written.setdefault(file, []).append(" ".join(command.words[1:]))
            return command
        words = (*command.words, *command.reads)
        lines = [line for word in words for line in self.written.get(word, ())]
        return replace(command, text="\n".join((command.text, *lines))) if lines else command


def _read_mount(name: str, words: list[str]) -> tuple[str, str] | None:
    """Return the drive letter or folder in lower case, and the share that is mounted there."""
    match name:
        case "net" if words[:1] == ["use"]:
            words = words[1:]
        case "new-psdrive" | "mount" | "sshfs" | "mount.cifs" | "mount_smbfs":
            pass
        case _:
            return None
    share = next((word for word in words if _SHARE.match(word)), "")
    if name == "new-psdrive":
        drive = next((b for a, b in pairwise(words) if a == "-Name"), "")
        local = f"{drive}:" if drive else ""
    elif name == "net":
        local = next((word for word in words if re.fullmatch(r"[A-Za-z]:", word)), "")
    else:
        after = words[words.index(share) + 1 :] if share else []
        local = next((word for word in after if word.startswith("/")), "").rstrip("/")
    if (remote := _SHARE.match(share)) and remote["host"]:  # srv9:/exp of NFS and sshfs
        share = "".join(("//", remote["host"], remote["path"]))
    return (local.casefold(), share) if local and share else None
