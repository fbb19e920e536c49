"""Read arguments of calls to other systems if they are literals or built from literals."""

import re

from seamscope.lineage.side_doors.ends import list_addresses

_LITERAL = re.compile(r"\A\s*N?'(?P<text>(?:[^']|'')*)'\s*+(?:::\w++\s*+)?\Z", re.S)
_DOLLARS = re.compile(r"\A\s*\$(\w*)\$(?P<text>.*)\$\1\$\s*\Z", re.S)
# AWS functions that build an argument: a bucket's URI, a function's ARN.
_S3_URI = re.compile(r"create_s3_uri\s*\(\s*'(?P<bucket>[^']*)'\s*,\s*'(?P<path>[^']*)'", re.I)
_ARN = re.compile(r"create_lambda_function_arn\s*\(\s*'(?P<name>[^']*)'", re.I)
# The name of an integration, alone in its string or as a JSON key.
_NAME = re.compile(r"['\"]\s*([A-Za-z_]\w{1,127})\s*['\"]")


def read_stated_text(expression: str) -> str | None:
    """Return the value of a literal, or of an AWS function of literals, otherwise None."""
    if found := _LITERAL.match(expression) or _DOLLARS.match(expression):
        return found["text"].replace("''", "'")
    if uri := _S3_URI.search(expression):
        return f"s3://{uri['bucket']}/{uri['path']}"
    if arn := _ARN.search(expression):
        return arn["name"]
    return None


def list_stated_addresses(expression: str) -> list[str]:
    """Return the addresses in the string literals of an expression whose value is unknown."""
    texts = re.findall(r"'((?:[^']|'')*)'", expression)
    return [text for text in texts if list_addresses(text)]


def list_stated_names(expression: str) -> list[str]:
    """Return the strings in an expression that are names: ``f('my_integration')``."""
    return _NAME.findall(expression)
