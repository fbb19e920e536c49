"""Rules for failures, such as retries, get the same words whatever the platform calls them."""

import pytest

from seamscope.connector.failures import list_script_rules, list_setting_rules


@pytest.mark.parametrize(
    ("name", "value", "rules"),
    [
        ("maxRetries", "5", ("retried, up to 5 times",)),
        ("RetryCount", "1", ("retried",)),
        ("maxDeliveryCount", "10", ("retried, up to 10 times",)),
        ("maximumRedeliveries", "-1", ("retried",)),
        ("retryCount", "0", ()),
        ("retryInterval", "60", ()),
        ("errors.deadletterqueue.topic.name", "dlq", ("failed records are kept in dlq",)),
        ("errorDirectory", "/in/err", ("failed records are kept in /in/err",)),
        ("deadLetteringOnMessageExpiration", "true", ("failed records are kept",)),
        ("deadLetteringOnMessageExpiration", "false", ()),
        ("errors.tolerance", "all", ("continues after a failure",)),
        ("errors.tolerance", "none", ("stops at the first failure",)),
        ("failOnError", "false", ("continues after a failure",)),
        ("address", "https://shop.example.com", ()),
        ("error", "true", ()),
    ],
)
def test_a_setting_is_known_by_its_name(name: str, value: str, rules: tuple[str, ...]) -> None:
    """The name of a setting identifies its rule, regardless of case and separators; a setting that
    is off gives no rule.
    """
    assert list_setting_rules([(name, value)]) == rules


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("set -e", "stops at the first failure"),
        ("set -uo pipefail", ""),
        ("set -o errexit", "stops at the first failure"),
        ("#!/bin/sh -e", "stops at the first failure"),
        ("# set -e", ""),
        ("echo set -e", ""),
        ("set +e", "continues after a failure"),
        ("trap 'rm -f x' EXIT", ""),
        ("trap cleanup ERR", "failures are caught"),
        ("if not errorlevel 1 goto ok", "failures are caught"),
        ("WHENEVER SQLERROR EXIT 8", "stops at the first failure"),
        ("whenever oserror continue", "continues after a failure"),
        ("-- whenever sqlerror exit", ""),
        (".IF ERRORCODE <> 0 THEN .QUIT 8", "stops at the first failure"),
        (".IF ERRORCODE = 3807 THEN .GOTO NEXT", "failures are caught"),
        (".SET MAXERROR 8", "stops at the first failure"),
        (":on error exit", "stops at the first failure"),
        ("BADFILE '/in/a.bad'", "failed records are kept in /in/a.bad"),
        ("INSERT INTO t SELECT 1 LOG ERRORS INTO err$_t", "failed records are kept in err$_t"),
    ],
)
def test_a_script_states_its_rule_at_the_start_of_a_line(line: str, rule: str) -> None:
    """A statement such as `WHENEVER SQLERROR EXIT 8` gives a rule only at the start of a line, not
    in a comment.
    """
    assert list_script_rules(
        f"first line\n{line}\nlast line\n".removeprefix(
            "first line\n" if line.startswith("#!") else ""
        )
    ) == ((rule,) if rule else ())
