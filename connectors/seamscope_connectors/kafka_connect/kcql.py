"""Read KCQL, the routes of Lenses connectors: ``INSERT INTO target SELECT * FROM source``."""

import re
from collections.abc import Iterator

from seamscope.connector import Doc

KEY = re.compile(r"connect\.[\w.\-]+\.(?:kcql|export\.route\.query|import\.route\.query)", re.I)
NAME = r"(?:`(?P<{0}>[^`]{{1,400}})`|(?P<{0}_plain>[^\s;,()]{{1,400}}))"
ROUTE = re.compile(
    rf"\b(?:INSERT|UPSERT|UPDATE|DELETE)\s+(?:INTO\s+)?{NAME.format('target')}"
    rf"(?:(?!;|\b(?:FROM|INSERT|UPSERT|UPDATE|DELETE)\b).){{1,4000}}?\bFROM\s+{NAME.format('source')}",
    re.I | re.S,
)
# Keys of Lenses connectors with a host or a URL: ``connect.mongo.connection``.
HOST_KEY = re.compile(
    r"connect\.[\w.\-]{1,80}\.(?:hosts?|url|uri|contact\.points|address|endpoint|connection|"
    r"connection\.string|account\.name|cluster\.name)",
    re.I,
)
DATABASE_KEY = re.compile(
    r"connect\.[\w.\-]{1,80}\.(?:db|database|keyspace|key\.space|dbname)", re.I
)


def list_routes(config: Doc) -> Iterator[tuple[str, str]]:
    """Yield source and target of each KCQL route of a connector, as the route spells them."""
    for key in sorted(config.keys()):
        if KEY.fullmatch(key):
            for found in ROUTE.finditer(config[key].text):
                source = found["source"] or found["source_plain"]
                target = found["target"] or found["target_plain"]
                yield source, target


def find_value(config: Doc, pattern: re.Pattern[str]) -> str:
    """Return the first value whose key matches a pattern, "" if there is none."""
    keys = (key for key in sorted(config.keys()) if pattern.fullmatch(key))
    return next((text for key in keys if (text := config[key].text)), "")


def name_object(config: Doc, name: str) -> str:
    """Return the name of a dataset; in object stores, ``bucket:prefix`` → ``bucket/prefix``."""
    kind = config["connector.class"].text.casefold()
    store = any(word in kind for word in ("s3", "gcs", "gcpstorage", "datalake", "azure.blob"))
    return name.replace(":", "/", 1) if store else name
