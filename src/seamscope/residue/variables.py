"""Find variables in the place of a host or an address, and the values that inputs give them.

``sftp ${sftpServer}`` refers to a system only by a variable. If an input sets the variable, as in
``sftpServer=sftp.bureau.example``, its value is the sign of the system. Otherwise, the sign is the
name of the variable.
"""

import re
from collections.abc import Iterator

from seamscope.connector.scrub import clean_text

VARIABLE = "variable"  # the kind of a sign whose value is the name of a variable
DEFINITION = "definition"  # the kind of a sign that only sets a variable: its words are the name
MOST_VALUES = 3  # values of a variable that are used, such as those of three environments
WORDS = 160
# Words in the name of a variable that holds a host or an address, at its end.
_ROLE = (
    r"(?:host|server|srv|url|uri|endpoint|bucket|brokers?|bootstrap[_.\-]?servers|dsn|jdbc"
    r"|dblink|db[_\-]link|linkedserver|instance|sftp|ftp|share|unc|topic|queue|queue_?manager|key_?vault)"
    r"(?:[_.\-]?(?:name|address|addr|path|prod|prd|\d{1,2}))?"
)
# A fast test for a role.
_ROLES = re.compile(
    r"host|server|srv|ur[li]|endpoint|bucket|broker|bootstrap|dsn|jdbc|link|instance|ftp|share|unc"
    r"|topic|queue|vault|_api\b",
    re.I,
)
_NAME = rf"(?:[A-Za-z_](?:[\w.\-]{{0,60}}?[._\-a-z])??)?{_ROLE}(?!\w|[.\-]\w)"
# Variables of shells, builds and loops that name this machine, a page, a script, or no system.
# Between two repetitions of any length, each word in the middle would be tried up to the end.
_LOCAL = re.compile(
    r"(?:host_?name|computername|logonserver|localhost|http_host|x_forwarded_host"
    r"|self\.\w+|github\w*|gitlab\w*|ci_\w+|repo\w*_url|image\w*|docker\w*|registry\w*|download\w*"
    r"|docs?_?url|project_?url|home_?page\w*|scm\w*|maven\w*|release\w*|pkg\w*|mirror\w*"
    r"|inventory_hostname|ansible_\w*|alt_\w+|\w{0,80}(?:passw|passphrase|bind)\w{0,80}|current_?\w+|this_?\w+|listen\w*|http\.host|\w*metadata_uri"
    r"|server_?host_?name|page_url|html_url|waitforit\w*|git\w*|_\w*|\w{0,80}auto\W?detect\W?\w{1,80}"
    r"|\w+_(?:bat|sh|zip|tar|tgz|jar|exe|deb|rpm|whl)_url|ticket\w*|\w*dir_?host"
    r"|\w*app_?id_?ur[il]|\w*subscription_?endpoint|split|join|element|lookup|format|concat|callback\w*|redirect\w*)\Z",
    re.I,
)
_FORMS = (
    rf"\$\{{(?:env[:.]|var\.|ENV\[)?(?P<v1>{_NAME})(?::-?[^{{}}]{{0,80}})?\}}"
    rf"|\$\((?P<v2>{_NAME})\)"
    rf"|%(?P<v3>{_NAME})%"
    rf"|\{{\{{-?\s{{0,4}}\$?\.?(?P<v4>(?:[A-Za-z]\w{{0,40}}\.){{0,5}}{_NAME})[^{{}}\n]{{0,80}}\}}\}}"
    rf"|#\{{(?P<v5>{_NAME})[^{{}}]{{0,40}}\}}"
)
_SHELL = rf"|\$(?:env:)?(?P<v6>{_NAME})"
_LINK = (
    r"|(?<=[\w\"])@&{1,2}(?P<v7>[A-Za-z]\w{1,60})"
    r"|\[?\$\((?P<v8>[A-Za-z]\w{1,60})\)\]?\.\[?\w{1,60}\]?\.\[?\w{0,60}\]?\."
)
# The output of a module of Terraform: ``module.rds.oracle_endpoint``.
_OUTPUT = rf"|(?<![\w.])module\.(?P<v9>[\w\-]{{1,60}}\.{_NAME})"
# Variables of the environment in code, ``os.environ["DB_HOST"]``, and the address of a call.
_CODE = (
    rf"|(?:environ(?:\.get)?|get_?env|GetEnvironmentVariable|\bENV|env_var)\s{{0,4}}[\[(]\s{{0,4}}[\"'](?P<c1>{_NAME})[\"']"
    rf"|\bprocess\.env\.(?P<c2>{_NAME})"
    rf"|[\"'](?P<c3>(?-i:[A-Z][A-Z0-9_]{{1,40}}_(?:HOST|URL|URI|ENDPOINT|SERVERS?|BROKERS?|DSN|BUCKET|TOPIC|QUEUE)))[\"']\s{{0,4}}[:,]\s{{0,4}}(?!(?:None|null|nil|undefined|True|False)\b)(?=[A-Za-z_])"
    rf"|\[\s{{0,2}}[\"'](?P<c5>(?-i:[A-Z][A-Z0-9_]{{1,40}}_(?:HOST|URL|URI|ENDPOINT|SERVERS?|BROKERS?|DSN|BUCKET)))[\"']\s{{0,2}}\]"
    r"|(?<!\w)(?P<c6>(?:broker|database|redis|kafka|amqp|mongo(?:db)?|postgres|jdbc|elastic(?:search)?)_?(?:url|uri|host))"
    r"\s{0,4}=\s{0,4}(?=[A-Za-z_][\w.]{0,60}\()"
    rf"|\bimport\s{{0,4}}\{{[^{{}}\n]{{0,200}}?(?<!\w)(?P<c7>(?-i:[A-Z][A-Z0-9_]{{1,40}}_(?:API|HOST|URL|URI|ENDPOINT|SERVERS?|BROKERS?|DSN|BUCKET|TOPIC|QUEUE)))(?!\w)"
    r"|(?<![\w.])(?:bucket(?:_?name)?|queue_?url|topic_?arn|stream_?name|bootstrap_servers|endpoint_url)"
    r"\s?=\s?(?:self\.|this\.|config\.|settings\.)?"
    r"(?P<c8>[A-Za-z]\w{0,60}[_a-z](?:bucket|queue|topic|stream|servers|endpoint)(?:_?(?:name|url|arn))?)(?![\w(])"
    r"|\b(?:get|post|put|delete|patch|head|request|fetch|exchange|urlopen|(?:get|post)For\w{1,20}"
    r"|create_engine|connect)\s{0,4}\(\s{0,4}(?:url\s{0,4}=\s{0,4})?(?:f[\"']\{)?(?:self\.|this\.)?"
    r"(?P<c4>[A-Za-z_]\w{0,60}?(?:[_a-z])(?:host|url|uri|endpoint)(?!\w|\s?\())"
)
_LIKE = re.compile(r"\blike\s{0,4}[\"']{1,2}\Z", re.I)
# Groups of links and of variables in code, which need no command before them.
_PLAIN = ("v7", "v8", "v9", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
# A command that reaches another system, before the variable.
_REACHES = re.compile(
    r"\b(?:sqlcmd|bcp|osql|isql|psql|pg_dump|pg_restore|mysql\w*|mariadb|sqlplus|sqlldr|snowsql"
    r"|sftp|scp|ssh|ftp|lftp|rsync|curl|wget|smbclient|net use|rclone|azcopy|gsutil|kafka\S{1,40}"
    r"|mongo\w*|redis-cli|ldapsearch|nc|clickhouse-client|hdbsql|db2|bteq|tdload|startrfc|beeline"
    r"|copy|xcopy|robocopy|winscp\S{0,4}|aws\s\w+|invoke-\w{1,40}|copy-item|new-psdrive"
    r"|send-mailmessage|openquery|opendatasource|openrowset|dblink|connect|open|:connect"
    r"|from|join|into|exec(?:ute)?|update|merge|to)\b|://|\\\\|@"
    r"|(?<=\s|[\"'])-(?:-[\w.\-]{0,60}(?:url|uri|host|hostname|server|endpoint|brokers?)[\"']?[\s=:]{1,3}"
    r"|[\w.]{1,60}(?:url|uri|host|hostname|server|endpoint|brokers?)=)[\"']?\Z",
    re.I,
)
_LANGUAGES = {
    "sql": re.compile(_FORMS + _LINK, re.I),
    "script": re.compile(_FORMS + _SHELL, re.I),
    "config": re.compile(_FORMS + _OUTPUT, re.I),
    "code": re.compile(_FORMS + _CODE, re.I),
}
# The same in SQL, immediately before the variable.
_REACHES_IN_SQL = re.compile(
    r"(?:://|\\\\|@|\b(?:openquery|dblink\w*|opendatasource|openrowset|external_query)\s{0,4}\([^()]{0,80}"
    r"|:connect\s{1,4}|\b(?:at|from|join|into|update|exec(?:ute)?|using)\s{1,9}\[?"
    r"|\b(?:location|url|uri|server|host|endpoint)\s{0,4}=?>?\s{0,4}N?'[^'\n]{0,60})\Z",
    re.I,
)
# The same in code: at the start of a string, and in an address.
_REACHES_IN_CODE = re.compile(r"(?:://|[\"'`])\Z")
# A line that prints, and the names of a pipeline's own context.
_PRINTS = re.compile(
    r"\s*+(?:\w{0,60}?(?:echo|log)\w*+|print\w*+|write-\w{4,12}(?!\w)"
    r"|(?:prompt|rem)(?!\w)|[\"']?(?:title|legend\w{0,20}|label|description|message|subject)"
    r"[\"']?\s{0,4}[:=])",
    re.I,
)
_CONTEXT = re.compile(r"(?:github|steps|needs|matrix|runner|item|inputs?|jobs|loop|self)\b", re.I)
# A setting in a configuration, before the variable: ``url: https://``, ``<host>``.
_SETS = re.compile(r"(?:[=:]|>)\s{0,9}[\"']?[^\s\"'<>]{0,80}\Z")
_MARKS = ("${", "$(", "{{", "#{", "%", "@&", "module.")
_DEFINES = re.compile(
    rf"^[ \t\-]{{0,40}}(?:(?:export|set|declare|setx|local|readonly)\s{{1,4}})?[\"']?"
    rf"(?:\$(?:env:|script:|global:)?)?(?P<name>(?:[A-Za-z][\w\-]{{0,40}}[.:]){{0,5}}{_NAME})[\"']?"
    r"\s{0,9}[:=]\s{0,9}(?:[rfu]?[\"'])?(?P<value>[A-Za-z0-9][\w.\-:/@+]{2,200})[\"']?\s{0,9}[,;]?\s{0,4}$"
    r"|^\s{0,20}(?::setvar|define|def|\\set)\s{1,9}(?P<name2>[A-Za-z]\w{1,60})\s{0,4}[=\s]\s{0,4}"
    r"[\"']?(?P<value2>[A-Za-z0-9][\w.\-:/@+]{2,200})",
    re.I,
)
# A path on the own server: ``const baseUrl = '/stock'``.
_RELATIVE = re.compile(
    rf"[ \t]{{0,40}}(?:(?:const|let|var)\s{{1,4}}|(?:self|this)\.)?(?P<name>{_NAME})"
    r"\s{0,4}[:=]\s{0,4}[\"'`]/(?!/)[\w\-/]{0,200}[\"'`]",
    re.I,
)
_KEY = re.compile(r"(?P<indent> {0,40})(?:- )?[\"']?(?P<name>[\w.\-]{1,60})[\"']?\s?:")
_NO_VALUE = re.compile(
    r"(?:true|false|null|none|yes|no|str|int|bool|localhost|127\.0\.0\.1|0\.0\.0\.0|\d+|string|text)\Z",
    re.I,
)
# A value of another sign that is only a variable: ``${db_host}``, ``$(linkedserver)``.
_WHOLE = re.compile(
    r"[\[\"(]{0,3}(?:\$[{(]?|\{\{-?\s{0,4}\$?\.?|#\{|%|\{(?=[\w.]+\}))(?:env[:.])?(?P<name>[A-Za-z][\w.]*)"
)
_HOST = re.compile(
    r"(?:[A-Za-z][\w+.:\-]{1,30}(?://|:@(?://)?)(?:[^@/\s]{1,128}@)?)?(?P<host>[\w.\-]{2,128})"
)
_PREFIXES = re.compile(
    r"\A(?:\.?values\.|vars?\.|env\.|environ\.|secrets\.|params?\.|config\.)", re.I
)


def mentions_variable(line: str, language: str) -> bool:
    """Return whether a line may contain a variable. This is a fast test before `find_variables`."""
    if language == "code":
        return True
    marks = (*_MARKS, "$") if language == "script" else _MARKS
    return any(mark in line for mark in marks)


def find_variables(line: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield (name, words) of each variable on a line that stands for a system."""
    pattern = _LANGUAGES.get(language)
    if pattern is None or not mentions_variable(line, language):
        return
    if _ROLES.search(line) is None and not (language == "sql" and ("@&" in line or "$(" in line)):
        return
    for match in pattern.finditer(line):
        name = next(text for text in match.groupdict().values() if text)
        before = line[max(0, match.start() - 200) : match.start()]
        if _LIKE.search(before):  # a pattern: LIKE '%share%'
            continue
        is_plain = any(match.groupdict().get(group) for group in _PLAIN)
        if (is_plain or _reaches(before, language)) and not (
            _is_local(name) or _PRINTS.match(line)
        ):
            yield clean_text(name).casefold(), _quote_words(line, match[0])


def _quote_words(line: str, variable: str) -> str:
    """Return the words around a variable.

    They are cut from the line after its secrets are masked, because half a secret would not be
    recognised as one.
    """
    clean = clean_text(line)
    at = max(clean.find(variable), 0)
    words = clean[max(0, at - 60) : at + len(variable) + 60]
    return clean_text(" ".join(words.split()))[:WORDS]


def _reaches(before: str, language: str) -> bool:
    """Return whether the text before a variable shows that the variable is another system."""
    patterns = {"config": _SETS, "sql": _REACHES_IN_SQL, "code": _REACHES_IN_CODE}
    return bool(patterns.get(language, _REACHES).search(before))


def _is_local(name: str) -> bool:
    """Return whether a variable stands for this machine, a page or a part of a pipeline."""
    return bool(_LOCAL.match(name) or _LOCAL.match(name.rpartition(".")[2]) or _CONTEXT.match(name))


def read_variable(value: str) -> str:
    """Return the name of the variable if a value is only a variable, otherwise ""."""
    found = _WHOLE.match(value)
    return found["name"].rstrip(".") if found else ""


def is_variable_sign(name: str, path: str) -> bool:
    """Return whether a variable in a file is a sign of a system.

    Variables in workflows of builds, such as `.github`, are not.
    """
    return not (_is_local(name) or re.search(r"(?:^|/)\.(?:github|gitlab|vscode|circleci)\b", path))


class Definitions:
    """Finds the settings of variables in the lines of one file: ``DB_HOST=db1.corp.example``.

    A YAML key is also found under its name with parents: ``sftp: {host: …}`` sets ``sftp.host``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._parents: list[tuple[int, str]] = []

    def find(self, line: str) -> Iterator[tuple[str, str, str]]:
        """Yield kind, host and folded name of the setting on a line.

        The host is "" if the value is a relative path. This method must be called for each line in
        order.
        """
        if self.language not in _LANGUAGES:
            return
        plain = line.rstrip(" \t\r{[")
        if self.language == "config" and plain.endswith(":") and (key := _KEY.match(line)):
            depth = len(key["indent"])
            self._parents = [one for one in self._parents if one[0] < depth]
            self._parents.append((depth, key["name"]))
        elif self.language == "code" and _ROLES.search(line) and (own := _RELATIVE.match(line)):
            yield DEFINITION, "", fold_name(own["name"])
        elif found := _match_definition(line, self.language):
            depth = len(line) - len(line.lstrip(" "))
            above = [name for indent, name in self._parents if indent < depth]
            name, host = found
            for spelled in sorted({fold_name(name), fold_name(".".join((*above, name)))}):
                yield DEFINITION, clean_text(host).casefold(), spelled


def _match_definition(line: str, language: str) -> tuple[str, str] | None:
    """Return the name and the host of a setting, None if the line is no setting."""
    if _ROLES.search(line) is None and not line.lstrip().startswith(
        (":setvar", "def", "DEF", "\\set")
    ):
        return None
    found = _DEFINES.match(line)
    host = _HOST.match(found["value"] or found["value2"]) if found else None
    if found is None or host is None or _NO_VALUE.match(host["host"]):
        return None
    before = line[: found.start("value")] if found["value"] else ""
    if language == "code" and not before.endswith(('"', "'")):  # another variable, or a type
        return None
    return found["name"] or found["name2"], host["host"]


def fold_name(name: str) -> str:
    """Return the name of a variable for comparison.

    ``DB_HOST``, ``dbHost`` and ``.Values.db.host`` all become ``dbhost``.
    """
    return re.sub(r"[\W_]+", "", _PREFIXES.sub("", name.casefold()))
