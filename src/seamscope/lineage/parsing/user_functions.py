"""Distinguish user-defined functions from functions that come with the database.

sqlglot parses both as unknown functions. A user-defined function may read tables, so its calls are
listed even if its script is not among the inputs.
"""

import re
from functools import lru_cache

from sqlglot import Dialect

from seamscope.lineage.parsing.system_functions import LISTED_DIALECTS, is_system_function

Name = tuple[str, ...]

# Dialects in which a function with a schema, ``dbo.f(1)``, is user-defined.
_QUALIFIED = frozenset({"tsql", "fabric", "mysql", "oracle", "postgres", "redshift", "snowflake"})
_TSQL = frozenset({"tsql", "fabric"})
# Schemas, and prefixes of packages, that come with a database.
_SYSTEM_SCHEMAS = frozenset({
    "sys", "information_schema", "pg_catalog", "snowflake", "xmltype", "apex_util", "owa_util",
    "standard", "mdsys", "ctxsys", "owa", "htp", "htf",
})  # fmt: skip
_SYSTEM_PACKAGES = ("dbms_", "utl_", "apex_", "sdo_")
# Methods of T-SQL's xml, hierarchyid and geography, of Oracle's collections and XMLType.
_METHODS = frozenset({
    "value", "query", "exist", "nodes", "modify", "tostring", "getancestor", "getdescendant",
    "getlevel", "isdescendantof", "getreparentedvalue", "write", "count", "exists", "first",
    "last", "next", "prior", "extend", "trim", "delete", "limit", "getclobval", "getstringval",
    "getnumberval", "getblobval", "extract", "existsnode", "createxml", "transform",
    "getrootelement",
})  # fmt: skip
_TSQL_ROWSETS = frozenset({
    "openjson", "openxml", "openquery", "openrowset", "opendatasource", "string_split",
    "generate_series", "containstable", "freetexttable", "changetable", "predict", "values",
    "semantickeyphrasetable", "semanticsimilaritytable", "semanticsimilaritydetailstable",
    "regexp_matches", "regexp_split_to_table", "vector_search", "ai_generate_chunks",
})  # fmt: skip
# Built-in functions of MySQL and MariaDB that sqlglot does not support, by name or prefix.
_MYSQL_PREFIXES = (
    "json_", "st_", "mbr", "inet_", "inet6_", "is_ipv", "gtid_", "aes_", "des_", "ps_", "vec_",
    "wait_", "column_", "get_dd_", "can_access_", "internal_", "wsrep_", "geom", "multi",
    "linestring", "polygon", "point", "vector_", "keyring_", "regexp_", "master_",
    "source_pos_",
)  # fmt: skip
_MYSQL = frozenset({
    "adddate", "addtime", "benchmark", "bin", "bin_to_uuid", "binlog_gtid_pos", "coercibility",
    "charset", "collation", "connection_id", "conv", "crc32", "crc32c", "decode_histogram",
    "encode", "encrypt", "etag", "export_set", "extractvalue", "field", "find_in_set",
    "format_bytes", "format_pico_time", "found_rows", "from_days", "from_vector", "get_format",
    "get_lock", "icu_version", "is_free_lock", "is_used_lock", "is_uuid", "last_insert_id",
    "lastval", "like_range_max", "like_range_min", "load_file", "make_set", "makedate",
    "maketime", "match", "microsecond", "mid", "name_const", "natural_sort_key", "nextval",
    "now", "oct", "octet_length", "old_password", "ord", "password", "period_add",
    "period_diff", "position", "quote", "random_bytes", "release_all_locks", "release_lock",
    "roles_graphml", "row_count", "schema", "sec_to_time", "setval", "sformat", "sleep",
    "soundex", "statement_digest", "statement_digest_text", "strcmp", "string_to_vector",
    "subdate", "subtime", "sysdate", "system_user", "session_user", "time_format",
    "time_to_sec", "timediff", "to_seconds", "to_vector", "truncate", "uncompress",
    "uncompressed_length", "unix_timestamp", "updatexml", "uuid_short", "uuid_to_bin",
    "validate_password_strength", "values", "value", "weekday", "weight_string", "yearweek",
    "row", "any_value", "grouping", "interval", "insert", "char", "x", "y", "area", "asbinary",
    "astext", "aswkt", "centroid", "contains", "dimension", "distance", "envelope", "glength",
    "intersects", "isclosed", "isempty", "issimple", "numpoints", "srid", "startpoint",
    "endpoint", "touches", "within", "kdf", "lock", "sha", "sha1", "compress", "table",
})  # fmt: skip
# Words of control flow and clauses that a parenthesis may follow.
_KEYWORDS = frozenset({
    "if", "elseif", "in", "and", "or", "not", "exists", "case", "when", "then", "else", "while",
    "until", "as", "on", "using", "over", "between", "like", "div", "mod", "xor", "rlike",
    "binary", "varchar", "decimal", "set", "select", "from", "where", "by", "into", "return",
    "union", "all", "any", "some", "call", "default", "signed", "join", "values", "limit",
    "distinct", "numeric",
})  # fmt: skip
_QUALIFIED_CALL = re.compile(r"[\w\]\"`]\s{0,9}\.\s{0,9}[\[\"`]?\w{1,128}[\]\"`]?\s{0,9}\(")
_CALL = re.compile(r"(?<![\w$.@])`?([A-Za-z_][\w$]*+)`?\s*+\(")


def is_user_function(name: Name, dialect: str, *, gives_rows: bool = False) -> bool:
    """Return whether a function that sqlglot does not support is probably user-defined.

    In T-SQL, a user-defined scalar function always has a schema. In dialects whose built-in
    functions are not all known, a name without a schema is not treated as user-defined.

    name: the name with schema and package.
    gives_rows: whether the function is used in FROM.
    """
    *owners, last = (part.casefold() for part in name)
    if owners:
        is_system = any(o in _SYSTEM_SCHEMAS or o.startswith(_SYSTEM_PACKAGES) for o in owners)
        return dialect in _QUALIFIED and last not in _METHODS and not is_system
    if dialect in LISTED_DIALECTS:
        return not (is_system_function(last, dialect) or last in _METHODS)
    if dialect == "mysql":
        return not (last in _MYSQL or last.startswith(_MYSQL_PREFIXES))
    is_rowset = last in _TSQL_ROWSETS or last in _METHODS or last.startswith("fn_")
    return dialect in _TSQL and gives_rows and not is_rowset


def may_call_user_function(text: str, dialect: str) -> bool:
    """Return whether SQL may call a user-defined function; if False, it certainly calls none."""
    if "(" not in text or dialect not in _QUALIFIED:
        return False
    if _QUALIFIED_CALL.search(text) is not None:
        return True
    return (dialect == "mysql" or dialect in LISTED_DIALECTS) and any(
        word not in _list_known_words(dialect) and is_user_function((word,), dialect)
        for word in map(str.casefold, _CALL.findall(text))
    )


@lru_cache(maxsize=8)
def _list_known_words(dialect: str) -> frozenset[str]:
    """Return the keywords and the supported functions of a dialect, in lower case."""
    parser = Dialect.get_or_raise(dialect).parser_class
    known = {*parser.FUNCTIONS, *parser.FUNCTION_PARSERS}
    return _KEYWORDS.union(word.casefold() for word in known)
