"""SQL comments with the statement that created a database link."""

import pytest

from seamscope.connector.pointers import find_pointers
from seamscope.records import ClueKind

USE = "INSERT INTO t SELECT a FROM s@SORT_LNK;"


@pytest.mark.parametrize(
    ("comment", "clues"),
    [
        ("-- CREATE DATABASE LINK SORT_LNK CONNECT TO ro IDENTIFIED BY VALUES '...' "
         "USING '//sort-db01:1521/SORTDB';", {"sort-db01", "SORTDB"}),
        ("/* create public database link sort_lnk\n connect to ro identified by x\n"
         " using 'SORTDB@sort-db01' */", {"sort-db01", "SORTDB"}),
        ("-- CREATE DATABASE LINK OTHER USING '//sort-db01:1521/SORTDB';", set()),
        ("-- CREATE DATABASE LINK SORT_LNK USING 'SORTALIAS';", set()),
    ],
)  # fmt: skip
def test_a_comment_creates_a_database_link(comment: str, clues: set[str]) -> None:
    """A CREATE DATABASE LINK in a comment gives the host and the database of the link: scripts
    cannot contain the password, so the statement is only a comment.
    """
    found = {
        clue.value
        for _, every, _ in find_pointers(f"{comment}\n{USE}")
        for clue in every
        if clue.kind in {ClueKind.HOST, ClueKind.DATABASE}
    }
    assert found == clues
