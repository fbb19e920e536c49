"""Differences between the SQL of databases: quotes, samples, kinds of types, string shapes."""

from string import ascii_lowercase, digits

BACKTICKS = frozenset({"mysql", "bigquery", "databricks"})
SEED = 7  # seed of random samples, in databases that accept one
# Databases that have regular expressions with a flag for all matches.
WITH_FLAGS = frozenset({"postgres", "duckdb"})
CALLS_AT_ONCE = 12  # nested calls in one query; SQLite's parser allows about 30
TEXT = ("char", "text", "string", "enum", "clob")
# Values of these types cannot be compared or grouped in every database.
OPAQUE = (
    "array", "binary", "blob", "bytea", "bytes", "clob", "document", "geo", "image", "json",
    "list", "long", "map", "ntext", "object", "raw", "record", "struct", "variant", "xml", "[]",
)  # fmt: skip
# Conditions that are true for a random share of the rows, given in millionths.
SAMPLED_BY_CONDITION = {
    "mysql": "RAND() * 1000000 < {millionths}",
    "bigquery": "RAND() * 1000000 < {millionths}",
    "sqlite": "ABS(RANDOM() % 1000000) < {millionths}",
    "tsql": "ABS(CAST(CHECKSUM(NEWID()) AS BIGINT)) % 1000000 < {millionths}",
}
# Clauses after a table's name that keep each row with the same probability, in percent.
SAMPLED_BY_CLAUSE = {
    "postgres": "TABLESAMPLE BERNOULLI ({percent}) REPEATABLE ({seed})",
    "duckdb": "TABLESAMPLE BERNOULLI ({percent} PERCENT) REPEATABLE ({seed})",
    "oracle": "SAMPLE ({percent}) SEED ({seed})",
    "snowflake": "SAMPLE BERNOULLI ({percent}) SEED ({seed})",
    "databricks": "TABLESAMPLE ({percent} PERCENT) REPEATABLE ({seed})",
}


def quote(name: str, dialect: str) -> str:
    """Return a name as a quoted identifier: ``order`` → ``"order"``."""
    if dialect in BACKTICKS:
        return "`" + name.replace("`", "``") + "`"
    if dialect == "tsql":
        return "[" + name.replace("]", "]]") + "]"
    return '"' + name.replace('"', '""') + '"'


def name_table(schema: str, name: str, dialect: str) -> str:
    """Return the quoted name of a table, with its schema if it has one."""
    parts = [part for part in (schema, name) if part]
    return ".".join(quote(part, dialect) for part in parts)


def is_text(kind: str, dialect: str) -> bool:
    """Return whether a column of this type may have blank strings; in SQLite, any type may."""
    if dialect == "sqlite":
        return not is_opaque(kind)
    return any(word in kind for word in TEXT) and not is_opaque(kind)


def is_opaque(kind: str) -> bool:
    """Return whether values of this type cannot be compared."""
    return any(word in kind for word in OPAQUE)


def can_sample(dialect: str) -> bool:
    """Return whether the database can sample single rows.

    Samples of whole blocks are not used, because their error is unknown.
    """
    return dialect in SAMPLED_BY_CLAUSE or dialect in SAMPLED_BY_CONDITION


def sample_table(table: str, dialect: str, share: float) -> tuple[str, str]:
    """Return the SQL for a sample of a table: an item for FROM, and a condition ("" for none).

    share: the share of the rows to examine, 0..1.
    """
    if dialect in SAMPLED_BY_CLAUSE:
        clause = SAMPLED_BY_CLAUSE[dialect].format(percent=f"{100 * share:.6f}", seed=SEED)
        return f"{table} {clause}", ""
    return table, SAMPLED_BY_CONDITION[dialect].format(millionths=round(1_000_000 * share))


def select_shapes(text: str, source: str, dialect: str) -> str:
    """Return a query for the shapes (`s`) of strings: ``DE-4711`` → ``a-9999``.

    A run of letters becomes one letter, and each digit a 9, so a shape contains no value.
    """
    if dialect in WITH_FLAGS:
        letters = f"REGEXP_REPLACE(LOWER({text}), '[a-z]+', 'a', 'g')"
        return f"SELECT REGEXP_REPLACE({letters}, '[0-9]', '9', 'g') AS s FROM {source}"
    query = f"SELECT LOWER({text}) AS s FROM {source}"
    changes = [*((mark, "9") for mark in digits[:-1]), *((m, "a") for m in ascii_lowercase[1:])]
    # Reduces "aaa" to "a" in three steps: "<><><>", then "<>" (every "><" removed), then "a".
    changes += [("a", "<>"), ("><", ""), ("<>", "a")]
    for start in range(0, len(changes), CALLS_AT_ONCE):
        shape = "p.s"
        for old, new in changes[start : start + CALLS_AT_ONCE]:
            shape = f"REPLACE({shape}, '{old}', '{new}')"
        query = f"SELECT {shape} AS s FROM ({query}) p"
    return query
