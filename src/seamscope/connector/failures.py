"""Describe what happens if a transfer of data fails, in the same words for all connectors.

The words go into `Flow.error_handling` and `Query.error_handling`, and from there into the error
handling of the estimate.
"""

import re
from collections.abc import Iterable, Iterator

# The first failure ends the job, package or script.
STOPS = "stops at the first failure"
# Failures are ignored, or only the failed records are left out.
CONTINUES = "continues after a failure"
# Steps for failures exist, but they move no data that the source names.
CAUGHT = "failures are caught"
# A failed step only leads to a message: a mail, an alert, a ticket.
REPORTED = "failures are reported"
# The platform sends it again until it succeeds.
RETRIED = "retried"

# Line by line: the sign in a script, and what it means.
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), rule)
    for pattern, rule in (
        # shells
        (r"^[ \t]*set[ \t]+-(?=[a-z]*e)[a-z]++\b", STOPS),
        (r"^[ \t]*set[ \t]+-o[ \t]+errexit\b", STOPS),
        (r"^#![^\n]*sh[ \t]+-(?=[a-z]*e)[a-z]++[ \t]*$", STOPS),
        (r"^[ \t]*set[ \t]+\+e\b", CONTINUES),
        (r"^[ \t]*trap[ \t][^\n]*\bERR\b", CAUGHT),
        (r"^[ \t]*\$ErrorActionPreference[ \t]*=[ \t]*['\"]?Stop\b", STOPS),
        (r"^[ \t]*\$ErrorActionPreference[ \t]*=[ \t]*['\"]?(?:Silently)?Continue\b", CONTINUES),
        (r"^[ \t]*if[ \t]+(?:not[ \t]+)?errorlevel\b", CAUGHT),
        (r"^[ \t]*if[ \t]+[\"(]?%errorlevel%", CAUGHT),
        # clients of databases
        (r"^[ \t]*whenever[ \t]+(?:sql|os)error[ \t]+exit\b", STOPS),
        (r"^[ \t]*whenever[ \t]+(?:sql|os)error[ \t]+continue\b", CONTINUES),
        (r"^[ \t]*\\set[ \t]+ON_ERROR_STOP[ \t]+(?:on|1|true)\b", STOPS),
        (r"^[ \t]*:on[ \t]+error[ \t]+exit\b", STOPS),
        (r"^[ \t]*:on[ \t]+error[ \t]+ignore\b", CONTINUES),
        (r"^[ \t]*set[ \t]+xact_abort[ \t]+on\b", STOPS),
        (r"^[ \t]*\.if[ \t]+error(?:code|level)\b[^\n]*\bthen[ \t]+\.?(?:exit|quit|logoff)", STOPS),
        (
            r"^[ \t]*\.if[ \t]+error(?:code|level)\b[^\n]*\bthen[ \t]+"
            r"(?!\.?(?:exit|quit|logoff))\S",
            CAUGHT,
        ),
        (r"^[ \t]*\.set[ \t]+maxerror[ \t]+\d", STOPS),
    )
)


# Where a loader keeps the records that it cannot load.
_KEPT = re.compile(
    r"^[ \t]*(?:BADFILE|DISCARDFILE)[ \t]+'(?P<file>[^'\n]{1,200})'"
    r"|\b(?:ERRORFILES|ERRORTABLES|LOG[ \t]+ERRORS[ \t]+INTO)[ \t]+(?P<table>[\w.$\"]{1,128})",
    re.IGNORECASE | re.MULTILINE,
)
MAX_TEXT = 200_000  # characters of a script that are searched
# Policies of Azure API Management, which need not be well-formed XML.
_POLICY_RETRY = re.compile(r"<retry\b(?P<settings>[^<]{0,1000})", re.IGNORECASE)
_POLICY_COUNT = re.compile(r"\bcount\s{0,9}=\s{0,9}[\"'](\d{1,4})[\"']", re.IGNORECASE)
_ON_ERROR = re.compile(
    r"<on-error\b[^<>]{0,200}>(?P<policies>(?:[^<]|<(?!/on-error>))*+)", re.IGNORECASE
)
_POLICY = re.compile(r"<([a-z][a-z0-9\-]{1,60})\b", re.IGNORECASE)
_REPORTING_POLICIES = frozenset(
    {"send-one-way-request", "log-to-eventhub", "trace", "emit-metric", "publish-to-dapr"}
)


def retry(times: str | int = "") -> str:
    """Return the words for repeated attempts.

    times: the number of attempts, "" if unknown.
    """
    count = str(times).strip()
    return f"{RETRIED}, up to {count} times" if count.isdigit() and int(count) > 1 else RETRIED


def keep_in(name: str) -> str:
    """Return the words for a dead-letter queue, an error table or a file of rejected records."""
    return f"failed records are kept in {name}" if name else "failed records are kept"


# Names of settings without separators -> their meaning. A value that is off means nothing, or the
# opposite.
_TIMES = re.compile(
    r"(?:max(?:imum)?|numberof|num)(?:message)?(?:re)?(?:try|tries|deliver(?:y|ies)|receives?|rerun|"
    r"attempts?)(?:count|attempts?|limit|times|number)?"
    r"|(?:re(?:try|delivery|run|send)|delivery|attempt)(?:count|attempts?|limit|times|number)"
    r"|retries"
)
_PLACE = re.compile(
    r"(?:errors)?(?:dead(?:letter(?:ed|ing)?|message)|dlq|error|errors|fail(?:ed|ure)?|fault|"
    r"reject(?:ed)?|bad|discard)(?:queue|topic|exchange|files?|table|dir(?:ectory)?|folder|path|uri|"
    r"arn|target|name|dsn|routingkey|channel|onmessageexpiration)++"
)
_ON = frozenset({"true", "yes", "y", "1", "on", "all"})
_NO = frozenset({"", "false", "no", "n", "0", "off", "none", "null", "never"})
_GOES_ON = re.compile(
    r"(?:continueon|ignore|skip|tolerate)(?:error|errors|failure|failures|invalidrows|"
    r"incompatiblerows?)|(?:enable)?skipincompatiblerows?|errorstolerance"
)
_HALTS = re.compile(r"(?:stop|fail|exit|abort|halt)on(?:first)?(?:error|errors|failure)")


def list_setting_rules(settings: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what happens after a failure according to a platform's settings.

    ``maxRetries`` with 5 → retried, up to 5 times. ``errors.deadletterqueue.topic.name`` with
    ``orders-dlq`` → failed records are kept in ``orders-dlq``.
    """
    return tuple(sorted({rule for name, text in settings for rule in _read_setting(name, text)}))


def _read_setting(name: str, text: str) -> Iterator[str]:
    short = re.sub(r"[^a-z]", "", name.casefold())
    value = text.strip()
    off = value.casefold() in _NO
    if _TIMES.fullmatch(short) and (value.lstrip("-").isdigit() and int(value)):
        yield retry(value)
    elif _GOES_ON.fullmatch(short):
        yield STOPS if off else CONTINUES
    elif _HALTS.fullmatch(short):
        yield CONTINUES if off else STOPS
    elif _PLACE.fullmatch(short) and not off:
        yield keep_in("" if value.casefold() in _ON else value)


def list_script_rules(text: str) -> tuple[str, ...]:
    """Return what a script for a shell or a database client does after a failure.

    A line counts only if it begins with the statement, so a mention in a comment does not.
    """
    text = text[:MAX_TEXT]
    found = {rule for sign, rule in _SIGNS if sign.search(text)}
    kept = {keep_in(one["file"] or one["table"]) for one in _KEPT.finditer(text)}
    return tuple(sorted(found | kept))


def list_policy_rules(policy: str) -> tuple[str, ...]:
    """Return what a policy of Azure API Management does if a call fails.

    ``<retry count="3" …>`` → retried, up to 3 times. An ``<on-error>`` that contains only ``<base
    />`` inherits the policies of its parent, and is ignored.
    """
    found: set[str] = set()
    for one in _POLICY_RETRY.finditer(policy[:MAX_TEXT]):
        count = _POLICY_COUNT.search(one["settings"])
        found.add(retry(count[1] if count else ""))
    for one in _ON_ERROR.finditer(policy[:MAX_TEXT]):
        names = {name.casefold() for name in _POLICY.findall(one["policies"])} - {"base"}
        reports = names & _REPORTING_POLICIES
        found |= {REPORTED} if reports else set()
        found |= {CAUGHT} if names and not reports else set()
    return tuple(sorted(found))
