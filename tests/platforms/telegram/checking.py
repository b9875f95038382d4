"""Holds what a bot sends, and what the server answers, to the schema: names, types, lengths, down to the last field."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.platforms.telegram.schema import ArrayOf, Entry, Field, Limit, Named, OneOf, Schema, Type

_PLAIN = {"Integer", "String", "Boolean", "True", "Float", "InputFile"}
_YES, _NO = {"true", "1", "yes"}, {"false", "0", "no"}
_WHOLE = re.compile(r"[+-]?\d+")
_UNREAD = object()


@dataclass(frozen=True)
class Upload:
    """A file that came with a call, already on disk."""

    name: str
    media_type: str
    path: object
    size: int


def read_call(schema: Schema, method: Entry, raw: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    """Turn a call's raw parameters (texts from forms, JSON values, uploads) into values.

    Returns the values that could be read, and everything that is wrong in words.
    """
    values: dict[str, object] = {}
    problems = [
        f"{name}: unknown parameter" for name in raw if name not in method.fields and not _is_attached(raw, name)
    ]
    for name, field in method.fields.items():
        if name not in raw:
            if field.required:
                problems.append(f"{name}: missing")
            continue
        value = _read(field.type, raw[name])
        if value is _UNREAD:
            problems.append(f"{name}: not a {_said(field.type)}: {str(raw[name])[:80]!r}")
            continue
        values[name] = value
        problems += check_field(schema, field, value, name)
    return values, problems


def check_field(schema: Schema, field: Field, value: object, where: str) -> Iterator[str]:
    """Everything wrong with one value, its limit included; texts measured after parsing are left to the behaviour."""
    wrong = list(check(schema, field.type, value, where))
    yield from wrong
    if wrong or field.limit is None or field.limit.after_parsing:
        return
    size = _size(value, field.limit)
    if not field.limit.low <= size <= field.limit.high:
        yield f"{where}: {size} {field.limit.unit}, allowed are {field.limit.low} to {field.limit.high}"


def check(schema: Schema, kind: Type, value: object, where: str) -> Iterator[str]:
    """Everything wrong with a value of a type."""
    if isinstance(kind, ArrayOf):
        if not isinstance(value, list):
            yield f"{where}: not an array"
            return
        for index, item in enumerate(value):
            yield from check(schema, kind.item, item, f"{where}[{index}]")
    elif isinstance(kind, OneOf):
        yield from _check_any(schema, kind.options, value, where)
    elif kind.name in _PLAIN:
        if not _is_plain(kind.name, value):
            yield f"{where}: not a {kind.name}: {str(value)[:80]!r}"
    else:
        yield from _check_object(schema, schema.types[kind.name], value, where)


def _check_object(schema: Schema, entry: Entry, value: object, where: str) -> Iterator[str]:
    if entry.members:
        yield from _check_any(schema, entry.members, value, where)
        return
    if not isinstance(value, dict):
        yield f"{where}: not a {entry.name}"
        return
    for name in value:
        if name not in entry.fields:
            yield f"{where}.{name}: unknown field of {entry.name}"
    for name, field in entry.fields.items():
        if name not in value:
            if field.required:
                yield f"{where}.{name}: missing in {entry.name}"
            continue
        yield from check_field(schema, field, value[name], f"{where}.{name}")
        if field.word is not None and value[name] != field.word:
            yield f"{where}.{name}: must be {field.word!r} in {entry.name}"


def _check_any(schema: Schema, options: tuple[Type, ...], value: object, where: str) -> Iterator[str]:
    """Fits if one option fits; else the complaints of the one that it resembles most."""
    complaints = [list(check(schema, option, value, where)) for option in options]
    if all(complaints):
        yield from min(complaints, key=lambda each: (any("must be" in line for line in each), len(each)))


def _is_plain(name: str, value: object) -> bool:
    match name:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean" | "True":
            return value is True or (name == "Boolean" and value is False)
        case "InputFile":
            return isinstance(value, Upload)
        case _:
            return isinstance(value, str)


def _read(kind: Type, raw: object) -> object:
    """A value from a form's text; what came as JSON is taken as it is."""
    if not isinstance(raw, str) or kind == Named("String"):
        return raw
    options = kind.options if isinstance(kind, OneOf) else (kind,)
    names = {option.name for option in options if isinstance(option, Named)}
    if "Integer" in names and _WHOLE.fullmatch(raw):
        return int(raw)
    if names & {"Boolean", "True"}:
        return _read_bool(raw)
    if "String" in names:
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return _UNREAD


def _read_bool(raw: str) -> object:
    word = raw.lower()
    return True if word in _YES else False if word in _NO else _UNREAD


def _size(value: object, limit: Limit) -> float:
    if limit.unit == "value" and isinstance(value, int | float):
        return value
    if limit.unit == "bytes" and isinstance(value, str):
        return len(value.encode())
    return len(value) if isinstance(value, str | list) else 0


def _is_attached(raw: dict[str, object], name: str) -> bool:
    """A file may come under any name, if another parameter points to it by ``attach://name``."""
    mark = f"attach://{name}"
    return isinstance(raw[name], Upload) and any(mark in each for each in raw.values() if isinstance(each, str))


def _said(kind: Type) -> str:
    match kind:
        case ArrayOf(item):
            return f"Array of {_said(item)}"
        case OneOf(options):
            return " or ".join(_said(each) for each in options)
        case Named(name):
            return name
