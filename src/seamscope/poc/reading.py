"""Read and check `poc.yaml`."""

import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from seamscope.errors import InputError, SeamscopeError
from seamscope.poc.checks import find_errors
from seamscope.poc.description import Poc
from seamscope.user_files import build_editor_schema, read_user_file

NAME = "poc.yaml"
# A file without these keys belongs to another program, or does not describe a POC.
TOUCHES = re.compile(r"^(?:reads|writes)\s{0,8}:", re.M)
HEAD = 1 << 20


def looks_like_poc(path: Path) -> bool:
    """Return whether a file has a key `reads` or `writes`, which every description of a POC has."""
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            return TOUCHES.search(stream.read(HEAD)) is not None
    except OSError:
        return False


def read_poc(path: Path) -> Poc:
    """Read `poc.yaml`; raise InputError with all its errors and their lines."""
    content = read_user_file(path, Poc)
    poc = replace(content, file=path.name, sha256=sha256(path.read_bytes()).hexdigest())
    errors = [
        SeamscopeError(problem, remedy=remedy, file=str(path), line=line)
        for problem, remedy, line in find_errors(poc)
    ]
    if errors:
        raise InputError(*sorted(errors, key=lambda error: (error.line or 0, error.what)))
    return poc


def build_poc_schema() -> bytes:
    """Return the JSON Schema of `poc.yaml`, for completion and checks in editors."""
    return build_editor_schema(Poc, "The proof of concept, for seamscope")
