"""Templates are read as text: calls with literal arguments and defaults of variables. Nothing is
executed.
"""

import pytest

from seamscope.connector.jinja import is_dbt, list_calls, render_default


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select * from {{ ref('a') }}", [("ref", ("a",), 1)]),
        ('{{ ref("pkg", "a") }}', [("ref", ("pkg", "a"), 1)]),
        ("{{ ref('a', version=2) }}", [("ref", ("a",), 1)]),
        ("\n{% set t = source('s', 't') %}", [("source", ("s", "t"), 2)]),
        ("{{ ref('a_' ~ year) }}", [("ref", (), 1)]),
        ("{{ ref(model) }}", [("ref", (), 1)]),
        ("-- {{ ref('a') }}\n{# {{ ref('b') }} #}\n/* {{ ref('c') }} */", []),
        ("ref('outside')", []),
        ("{{ my_ref('a') }}", []),
    ],
)
def test_literal_calls_are_found_where_they_stand(
    text: str, found: list[tuple[str, tuple[str, ...], int]]
) -> None:
    """A call outside comments is found with its line. Its arguments are left out if one is an
    expression: ``ref('a_' ~ year)``.
    """
    assert [(call.name, call.arguments, call.line) for call in list_calls(text)] == found


@pytest.mark.parametrize(
    ("text", "dbt"),
    [
        ("{{ config(materialized='view') }} select 1", True),
        ("{%- macro cents(c) -%}", True),
        ("select * from {{ source('a', 'b') }}", True),
        ("select '{{ ds }}'", False),
        ("select 1", False),
    ],
)
def test_a_template_of_dbt_is_recognised(text: str, dbt: bool) -> None:
    """A template with calls of dbt is recognised; one with a date of a scheduler is not."""
    assert is_dbt(text) is dbt


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("{{ var('schema', 'sap') }}", "sap"),
        ('{{ var("schema", "sap") }}', "sap"),
        ("{{ var('schema') }}", ""),
        ("{% if x %}a{% endif %}", ""),
        ("", ""),
    ],
)
def test_a_variable_with_a_default_is_its_default(text: str, value: str) -> None:
    """The template ``{{ var('schema', 'sap') }}`` gives `sap`; a template that would have to be
    executed gives "".
    """
    assert render_default(text) == value
