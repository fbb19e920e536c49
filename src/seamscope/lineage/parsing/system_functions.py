"""Built-in functions of PostgreSQL and Oracle that sqlglot does not support, by name.

Most of them belong to families with a common prefix, such as ``pg_size_pretty`` and ``jsonb_set``.
Widely installed extensions, such as PostGIS and pgcrypto, are treated as part of the database.
"""

import re

_POSTGRES_FAMILIES = re.compile(
    r"\A(?:(?:pg|jsonb?|array|regexp|inet|txid|ts|xml|xpath|lo|regr|percentile|st|dblink|pgp|hstore|brin"
    r"|gin|gist|postgres_fdw|uuid|tsvector|tsquery|jsonpath|dmetaphone|levenshtein)(?:_\w+)?"
    r"|(?:query|table|schema|database|cursor)_to_xml\w*|has_\w+_privilege|quote_\w+"
    r"|(?:int[48]|num|ts|tstz|date)(?:multi)?range|(?:int|float)[248]|sha\d+|current_\w+"
    r"|(?:statement|transaction|clock)_timestamp|enum_\w+|(?:lower|upper)(?:_in[cf])?"
    r"|range_\w+|multirange|(?:var|covar|stddev)_\w+|inet\w*|to_reg\w+|gen_\w+)"
)
_POSTGRES_ENDINGS = ("_similarity", "tsquery")
_POSTGRES = frozenset({
    "abbrev", "abs", "aclexplode", "aclitem", "acos", "acosd", "age", "akeys", "all", "altitude",
    "and", "any", "any_value", "area", "armor", "array", "as", "ascii", "asin", "asind", "atan",
    "atan2", "atan2d", "atand", "atanh", "avals", "avg", "between", "bigint", "binary_upgrade",
    "bit", "bit_and", "bit_count", "bit_length", "bit_or", "bit_xor", "bool_and", "bool_or",
    "boolean", "bound_box", "box", "broadcast", "btrim", "by", "cardinality", "case", "cast",
    "cbrt", "ceil", "ceiling", "center", "char", "char_length", "character", "character_length",
    "chr", "circle", "coalesce", "col_description", "columns", "concat", "concat_ws", "connectby",
    "convert", "convert_from", "convert_to", "corr", "cos", "cosd", "cosh", "cot", "cotd", "count",
    "crc32", "crc32c", "crosstab", "crosstab2", "crosstab3", "crosstab4", "crypt", "cube",
    "cume_dist", "currtid", "currval", "date", "date_add", "date_bin", "date_part", "date_subtract",
    "date_trunc", "dearmor", "decimal", "decode", "decrypt", "decrypt_iv", "defined", "degrees",
    "delete", "dense_rank", "diagonal", "diameter", "difference", "digest", "distinct", "div",
    "each", "earth_distance", "else", "elsif", "encode", "encrypt", "encrypt_iv", "erf", "erfc",
    "every", "except", "exist", "exists", "exp", "extract", "factorial", "family", "fetchval",
    "filter", "first_value", "floor", "format", "format_type", "from", "gamma", "gcd",
    "generate_series", "generate_subscripts", "geography", "geometry", "get_bit", "get_byte",
    "get_current_ts_config", "greatest", "grouping", "hash_array", "hashtext", "height", "hmac",
    "host", "hostmask", "icount", "icu_unicode_version", "idx", "if", "ilike", "in", "initcap",
    "intersect", "interval", "into", "is", "isclosed", "isempty", "isfinite", "isopen",
    "justify_days", "justify_hours", "justify_interval", "lag", "last_value", "lastval", "lateral",
    "lca", "lcm", "lead", "least", "left", "length", "lgamma", "like", "limit", "line",
    "ll_to_earth", "ln", "log", "log10", "lpad", "lseg", "ltree2text", "ltrim", "macaddr",
    "macaddr8_set7bit", "make_date", "make_interval", "make_time", "make_timestamp",
    "make_timestamptz", "makeaclitem", "masklen", "max", "md5", "merge_action", "metaphone", "min",
    "min_scale", "mod", "mode", "netmask", "network", "nextval", "nlevel", "normal_rand",
    "normalize", "not", "now", "npoints", "nth_value", "ntile", "nullif", "num_nonnulls",
    "num_nulls", "numeric", "numnode", "obj_description", "octet_length", "offset", "on", "or",
    "over", "overlaps", "overlay", "parse_ident", "path", "pclose", "percent_rank", "pi", "point",
    "polygon", "popen", "position", "power", "querytree", "radians", "radius", "random",
    "random_normal", "rank", "real", "repeat", "replace", "return", "reverse", "right", "rollup",
    "round", "row", "row_number", "row_security_active", "row_to_json", "rpad", "rtrim", "same",
    "scale", "select", "session_user", "set_bit", "set_byte", "set_config", "set_limit",
    "set_masklen", "sets", "setseed", "setval", "setweight", "sha224", "sha256", "sha384", "sha512",
    "shobj_description", "show_limit", "show_trgm", "sign", "similarity", "sin", "sind", "sinh",
    "skeys", "skip", "slice", "slice_array", "slope", "smallint", "some", "sort", "soundex",
    "split_part", "sqrt", "starts_with", "stddev", "string_agg", "string_to_array",
    "string_to_table", "strip", "strpos", "subltree", "subpath", "subset", "substr", "substring",
    "sum", "svals", "table", "tan", "tand", "tanh", "text", "text2ltree", "then", "time",
    "timeofday", "timestamp", "timestamptz", "timezone", "to_ascii", "to_bin", "to_char", "to_date",
    "to_hex", "to_json", "to_jsonb", "to_number", "to_oct", "to_timestamp", "to_tsvector",
    "translate", "treat", "trim", "trim_array", "trim_scale", "trunc", "truncate", "unaccent",
    "unicode_assigned", "unicode_version", "union", "uniq", "unistr", "unnest", "user", "using",
    "uuidv4", "uuidv7", "values", "varbit", "varchar", "variance", "version", "void", "weight",
    "when", "where", "while", "width", "width_bucket", "with", "within", "xmin",
})  # fmt: skip
_ORACLE_FAMILIES = re.compile(
    r"\A(?:(?:nls|regexp|sys|json|xml|ora|cluster|feature|prediction|approx|stats|regr|percentile"
    r"|powermultiset|grouping|sdo)(?:_\w+)?|xml\w+|(?:instr|substr|length)[bc24]?"
    r"|(?:covar|stddev|var)_\w+|stddev|insertchildxml\w*|rowidto\w+|numto\w+interval|empty_[bc]lob)"
)
_ORACLE = frozenset({
    "abs", "acos", "add_months", "all", "and", "any", "appendchildxml", "as", "ascii", "asciistr",
    "asin", "atan", "atan2", "avg", "between", "bfilename", "bin_to_num", "bitand", "blob",
    "bulk_rowcount", "by", "cardinality", "case", "cast", "ceil", "char", "chartorowid", "chr",
    "clob", "coalesce", "collation", "collect", "columns", "compose", "con_dbid_to_id",
    "con_id_to_name", "con_name_to_id", "concat", "convert", "corr", "corr_k", "corr_s", "cos",
    "cosh", "count", "cube", "cube_table", "cume_dist", "current_date", "current_timestamp", "cv",
    "dataobj_to_partition", "date", "dbtimezone", "decode", "decompose", "deletexml", "deleting",
    "dense_rank", "depth", "deref", "distinct", "dump", "else", "elsif", "exists", "existsnode",
    "exp", "extract", "extractvalue", "first", "first_value", "float", "floor", "from", "from_tz",
    "greatest", "group_id", "hextoraw", "if", "in", "initcap", "inserting", "integer", "intersect",
    "interval", "into", "is", "is_uuid", "iteration_number", "lag", "last", "last_day",
    "last_value", "lead", "least", "like", "listagg", "ln", "lnnvl", "lob", "localtimestamp", "log",
    "lower", "lpad", "ltrim", "make_ref", "max", "median", "member", "min", "minus", "mod",
    "months_between", "multiset", "nanvl", "nchar", "nchr", "new_time", "next_day", "not",
    "nth_value", "ntile", "nullif", "number", "nvarchar2", "nvl", "nvl2", "on", "or", "over",
    "partition", "path", "percent_rank", "power", "presentnnv", "presentv", "previous", "prior",
    "raise_application_error", "rank", "ratio_to_report", "raw", "raw_to_uuid", "rawtohex",
    "rawtonhex", "ref", "reftohex", "remainder", "replace", "return", "returning", "rollup",
    "round", "row_number", "rpad", "rtrim", "scn_to_timestamp", "select", "sessiontimezone", "set",
    "sets", "sign", "sin", "sinh", "some", "soundex", "sqlcode", "sqlerrm", "sqrt", "standard_hash",
    "submultiset", "sum", "sysdate", "systimestamp", "table", "tan", "tanh", "the", "then",
    "timestamp", "timestamp_to_scn", "to_binary_double", "to_binary_float", "to_blob", "to_char",
    "to_clob", "to_date", "to_dsinterval", "to_lob", "to_multi_byte", "to_nchar", "to_nclob",
    "to_number", "to_single_byte", "to_timestamp", "to_timestamp_tz", "to_utc_timestamp_tz",
    "to_yminterval", "translate", "treat", "trim", "trunc", "tz_offset", "uid", "union", "unistr",
    "updatexml", "updating", "upper", "user", "userenv", "using", "validate_conversion", "value",
    "values", "varchar", "varchar2", "variance", "vsize", "when", "where", "while", "width_bucket",
    "with", "within", "xmltype",
})  # fmt: skip
_SYSTEM = {
    "postgres": (_POSTGRES, _POSTGRES_FAMILIES),
    "oracle": (_ORACLE, _ORACLE_FAMILIES),
}
LISTED_DIALECTS = frozenset(_SYSTEM)


def is_system_function(name: str, dialect: str) -> bool:
    """Return whether a function without a schema comes with the database.

    name: the name in lower case.
    """
    names, families = _SYSTEM[dialect]
    return (
        name in names
        or families.fullmatch(name) is not None
        or (dialect == "postgres" and name.endswith(_POSTGRES_ENDINGS))
    )
