"""Read only those parts of a survey.json that a command uses."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path

import msgspec

from seamscope.collection import pause_collection
from seamscope.document.codec import load
from seamscope.document.types import SCHEMA_VERSION, Meta, Survey
from seamscope.errors import InputError, SeamscopeError

_FIELDS = {item.name: item for item in fields(Survey)}
_DAMAGED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def open_survey(path: Path) -> Survey:
    """Return a survey whose parts are decoded when they are first used.

    The consistency of the survey is not checked, so the file must be unchanged since `encode` wrote
    it. A survey of another schema version is read as a whole. Raises InputError in the same cases
    as `load`, but for a damaged part only when this part is used.
    """
    try:
        parts = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
        version = msgspec.json.decode(parts["meta"], type=Meta).schema_version
    except (OSError, KeyError, *_DAMAGED):
        return load(path)  # reports what is wrong
    if version != SCHEMA_VERSION:
        return load(path)
    survey = object.__new__(_PartlyReadSurvey)
    object.__setattr__(survey, "_parts", parts)
    object.__setattr__(survey, "_path", path)
    return survey


class _PartlyReadSurvey(Survey):
    """A survey that decodes each part when it is first used.

    It is equal only to itself, not to a survey with the same content.
    """

    __slots__ = ("_parts", "_path")
    _parts: Mapping[str, msgspec.Raw]
    _path: Path

    def __getattr__(self, name: str) -> object:
        """Decode a part of the survey.

        Python calls this method if the attribute has no value yet.
        """
        if name not in _FIELDS:
            raise AttributeError(name)
        value = self._decode(name)
        object.__setattr__(self, name, value)
        return value

    def _decode(self, name: str) -> object:
        field = _FIELDS[name]
        if name in self._parts:
            try:
                with pause_collection():
                    return msgspec.json.decode(self._parts[name], type=field.type)
            except _DAMAGED as error:
                remedy = "run `seamscope survey` again, or restore the file that it wrote"
                problem = f"/{name}: {error}"
                raise InputError(
                    SeamscopeError(problem, remedy=remedy, file=str(self._path))
                ) from None
        return field.default if field.default_factory is MISSING else field.default_factory()
