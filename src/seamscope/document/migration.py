"""Convert surveys of older schema versions, from each version to the next."""

from collections.abc import Callable
from dataclasses import replace

import msgspec

from seamscope.accuracy import Accuracy, measure_accuracy
from seamscope.answers import assign_ids
from seamscope.document.types import SCHEMA_VERSION, Survey
from seamscope.errors import SeamscopeError
from seamscope.resolved import Resolved


class UnknownVersionError(SeamscopeError):
    """Raised for a survey whose schema version this program does not support."""


def migrate(document: object, version: str) -> Survey:
    """Convert a decoded document of an older schema version to a survey of the current version.

    Raises UnknownVersionError if there is no conversion from that version, and
    msgspec.ValidationError if the result is not a survey.
    """
    if version not in STEPS:
        raise _describe_unknown(version)
    while version != SCHEMA_VERSION:
        version, step = STEPS[version]
        step(document)
    return _complete(msgspec.convert(document, Survey))


def _describe_unknown(version: str) -> UnknownVersionError:
    problem = f"the survey has schema version {version!r}"
    if version.isdecimal() and int(version[:9]) > int(SCHEMA_VERSION):
        problem += f", and this program reads versions up to {SCHEMA_VERSION}"
        return UnknownVersionError(
            problem, remedy="upgrade seamscope, or run `seamscope survey` again"
        )
    return UnknownVersionError(
        f"{problem}, which is unknown", remedy="run `seamscope survey` again"
    )


def _upgrade_from_1(document: object) -> None:
    """Convert the entries of `entities_both_ways`: ``"customer"`` → ``{"entity": "customer"}``.

    The other new fields of version 2 have defaults.
    """
    match document:
        case {"meta": dict(meta)}:
            meta["schema_version"] = "2"
    match document:
        case {"integrations": list(integrations)}:
            for integration in integrations:
                match integration:
                    case {"entities_both_ways": list(entities)}:
                        entities[:] = [_name_entity(entity) for entity in entities]


def _name_entity(entity: object) -> object:
    return {"entity": entity} if isinstance(entity, str) else entity


def _complete(survey: Survey) -> Survey:
    """Compute what older versions did not store: the accuracy and the ids of questions."""
    resolved = Resolved(systems=survey.systems, endpoints=survey.endpoints, flows=survey.flows)
    measured = measure_accuracy(resolved) if survey.accuracy == Accuracy() else survey.accuracy
    return replace(survey, accuracy=measured, questions=assign_ids(survey.questions))


# Version -> the next version, and the function that converts to it.
STEPS: dict[str, tuple[str, Callable[[object], None]]] = {"1": ("2", _upgrade_from_1)}
