"""Describe flaws in words, with the names of datasets, columns and rules from the sources."""

from collections.abc import Iterator

from seamscope.knowledge.vocabulary import find_column_meaning, find_entity
from seamscope.records import Measure, Measurement
from seamscope.resolved import DatasetNode, DatasetProfile
from seamscope.wording import (
    format_date,
    format_number,
    mark_text,
    translate,
    translate_count,
    translate_term,
)

# Texts for flaws of named columns, for flaws of whole rows, and short texts.
OF_COLUMNS = {
    Measure.NULLS: mark_text("{rows} of {dataset} have no {columns}"),
    Measure.DUPLICATE_ROWS: mark_text("{rows} of {dataset} share their {columns} with another row"),
    Measure.ORPHANS: mark_text("{rows} of {dataset} have a {columns} that is missing in {target}"),
    Measure.OUTLIERS: mark_text("{rows} of {dataset} have a {columns} of unusual format"),
    Measure.FAILURES: mark_text("{rows} of {dataset} fail the rule “{rule}” of {columns}"),
}
OF_ROWS = {
    Measure.NULLS: mark_text("{rows} of {dataset} have missing values"),
    Measure.DUPLICATE_ROWS: mark_text("{rows} of {dataset} have an exact copy"),
    Measure.ORPHANS: mark_text("{rows} of {dataset} refer to missing rows in {target}"),
    Measure.OUTLIERS: mark_text("{rows} of {dataset} have an unusual format"),
    Measure.FAILURES: mark_text("{rows} of {dataset} fail the rule “{rule}”"),
}
SHORT = {
    Measure.NULLS: mark_text("{dataset}: {share} without {columns}"),
    Measure.DUPLICATE_KEYS: mark_text("{dataset}: {share} with a repeated {columns}"),
    Measure.DUPLICATE_ROWS: mark_text("{dataset}: {share} with a repeated {columns}"),
    Measure.ORPHANS: mark_text("{dataset}: {share} with an unknown {columns}"),
    Measure.OUTLIERS: mark_text("{dataset}: {share} with an odd {columns}"),
    Measure.FAILURES: mark_text("{dataset}: {share} fail a rule of {columns}"),
}


def describe_measurement(one: Measurement, profile: DatasetProfile, node: DatasetNode) -> str:
    """Return a flaw with its size: "4.1 % (49 of 1,200 rows) of VBAK have no VDATU".

    A column is followed by its description, if a source has one: "VDATU (delivery date)".
    """
    text = _describe(one, profile, node)
    if profile.sampled is None or not one.error:
        return text
    return translate("{flaw}, ± {error} in a sample", flaw=text, error=format_share(one.error))


def _describe(one: Measurement, profile: DatasetProfile, node: DatasetNode) -> str:
    if one.measure is Measure.DUPLICATE_KEYS:
        return _describe_keys(one, node)
    values = {
        "rows": _count_rows(one, profile),
        "dataset": node.name,
        "columns": ", ".join(_list_columns(one, node)),
        "target": one.refers_to or translate("another dataset"),
        "rule": one.rule or translate("unnamed"),
    }
    if one.columns:
        return translate(OF_COLUMNS[one.measure], **values)
    return translate(OF_ROWS[one.measure], **values)


def _list_columns(one: Measurement, node: DatasetNode) -> Iterator[str]:
    """Yield the columns with their descriptions: "VDATU (delivery date)".

    A description that only repeats the name is left out.
    """
    for name in one.columns:
        about = _find_meaning(name, node)
        yield f"{name} ({about})" if about else name


def _find_meaning(column: str, node: DatasetNode) -> str:
    """Return the description of a column, "" if there is none.

    It comes from a source or from the knowledge of products. A description that only repeats the
    name of the column is left out.
    """
    known = {each.name.casefold(): each.description for each in node.columns or ()}
    about = known.get(column.casefold(), "") or translate_term(
        find_column_meaning(node.name, column)
    )
    return "" if _fold(about) == _fold(column) else about


def _name_table(node: DatasetNode) -> str:
    """Return the name of a table after its business entity: "Sales order (VBAK)".

    Without an entity, return only the name.
    """
    table = get_last_name(node.name)
    entity = node.entity or find_entity(node.name)
    return table if not entity or _fold(entity) == _fold(table) else f"{entity} ({table})"


def _fold(text: str) -> str:
    """Return letters and digits of a text in lower case: ``Delivery_Date`` → ``deliverydate``."""
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def _describe_keys(one: Measurement, node: DatasetNode) -> str:
    columns = ", ".join(_list_columns(one, node)) or translate("the key")
    dataset = node.name
    if one.count is None:
        text = translate(
            "some values of {columns} occur more than once in {dataset}",
            columns=columns,
            dataset=dataset,
        )
    else:
        text = translate_count(
            "{count} value of {columns} occurs more than once in {dataset}",
            "{count} values of {columns} occur more than once in {dataset}",
            one.count,
            columns=columns,
            dataset=dataset,
        )
    if one.share is None:
        return text
    return translate("{flaw} ({share} of the rows)", flaw=text, share=format_share(one.share))


def shorten_measurement(one: Measurement, node: DatasetNode) -> str:
    """Return a flaw in a few words, for readers who do not know the tables.

    "Sales order (VBAK): 4.1 % without requested delivery date (VDATU)"
    """
    columns = [
        f"{about} ({name})" if (about := _find_meaning(name, node)) else name
        for name in one.columns
    ]
    return translate(
        SHORT[one.measure],
        dataset=_name_table(node),
        share=translate("some rows") if one.share is None else format_share(one.share),
        columns=", ".join(columns) or translate("whole row"),
    )


def describe_age(profile: DatasetProfile, dataset: str) -> str:
    """Return "the data of VBAK is older than agreed", with the date of the newest row if known."""
    if not profile.newest:
        return translate("the data of {dataset} is older than agreed", dataset=dataset)
    return translate(
        "the data of {dataset} is older than agreed: the newest row is of {newest}",
        dataset=dataset,
        newest=format_date(profile.newest),
    )


def get_last_name(dataset: str) -> str:
    """Return the name of a dataset without database and schema."""
    return dataset.rpartition(".")[2]


def format_share(share: float) -> str:
    """Return a share in percent, with two significant digits; from 10 % on without decimals."""
    percent = 100 * share
    if percent >= 10 or percent == 0:
        return f"{percent:.0f} %"
    return f"{format_number(percent, '.1f' if percent >= 0.1 else '.2g')} %"


def _count_rows(one: Measurement, profile: DatasetProfile) -> str:
    """Return the share and the count of rows with a flaw, if known: "4.1 % (49 of 1,200 rows)"."""
    examined = profile.sampled or profile.rows
    if one.share is None:
        if one.count is None:
            return translate("some rows")
        return translate_count("{count} row", "{count} rows", one.count)
    share = format_share(one.share)
    if one.count is None or not examined:
        return translate("{share} of the rows", share=share)
    return translate(
        "{share} ({count} of {rows} rows)",
        share=share,
        count=format_number(one.count, ","),
        rows=format_number(examined, ","),
    )
