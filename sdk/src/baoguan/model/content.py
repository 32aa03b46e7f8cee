"""Documents as JSON: the form users write, the form the journal stores, and the canonical form that is hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import TypeVar, cast

import cattrs

from baoguan.errors import JournalError, UnusableInput
from baoguan.model.fields import Carried
from baoguan.model.json_values import READERS
from baoguan.model.quick import Unusual, structured

HASH_VERSION = 1
T = TypeVar("T")
JsonObject = dict[str, object]
_WRONG = (
    cattrs.StructureHandlerNotFoundError,
    cattrs.errors.ForbiddenExtraKeysError,
    KeyError,
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
)
"""What a converter without detailed validation raises for data of another shape."""


@cache
def converter(*, strict: bool = True) -> cattrs.Converter:
    """Decimals and dates as text, defaults left out, unknown keys refused. The strict one names every place at fault; the other is
    for what this program wrote itself."""
    conv = cattrs.Converter(omit_if_default=True, forbid_extra_keys=True, detailed_validation=strict)
    for exact, read in READERS.items():
        conv.register_structure_hook_func(partial(_is, exact), _required(read))
        conv.register_structure_hook_func(partial(_is_optional, exact), _optional_text if exact is str else _optional(read))
    conv.register_unstructure_hook(Decimal, str)
    conv.register_unstructure_hook(date, date.isoformat)
    conv.register_unstructure_hook(datetime, datetime.isoformat)
    return conv


@cache
def _canonical() -> cattrs.Converter:
    """As `converter`, for the hash: Decimals without trailing zeros, nothing that a record merely carries."""
    conv = cattrs.Converter(omit_if_default=True)
    conv.register_unstructure_hook(Decimal, lambda v: format(v.normalize(), "f") if v else "0")
    conv.register_unstructure_hook(date, date.isoformat)
    conv.register_unstructure_hook(datetime, datetime.isoformat)
    conv.register_unstructure_hook(Carried, lambda _: None)
    return conv


def to_json(document: object) -> JsonObject:
    """A document as plain JSON data, absent fields left out."""
    return cast(JsonObject, converter().unstructure(document))


def from_json(data: Mapping[str, object], model: type[T], *, where: str = "") -> T:
    """A document from JSON data. Raises UnusableInput that names each key or value at fault and its place."""
    with suppress(Unusual):
        return structured(data, model)
    with suppress(*_WRONG):
        # The strict converter names every place at fault, and takes twice the time: it is asked where there is one.
        return converter(strict=False).structure(data, model)
    try:
        return converter().structure(data, model)
    except cattrs.BaseValidationError as error:
        problems = list(_problems(error))
        text = "；".join(problems[:20])
        raise UnusableInput(
            f"{where or '输入'} 不能读作 {model.__name__}：{text}",
            f"{where or 'input'} is no {model.__name__}: {text}",
            remedy_zh="字段名和写法见文档中的字段表",
            remedy_en="Field names and forms stand in the documentation's field table",
        ) from None


def from_stored(data: Mapping[str, object], model: type[T], *, where: str) -> T:
    """What this program stored, back. Raises JournalError when it no longer is what was stored."""
    with suppress(Unusual):
        return structured(data, model)
    try:
        return converter(strict=False).structure(data, model)
    except _WRONG as error:
        raise JournalError(
            f"日志中的 {where} 读不出来：{error!r}",
            f"{where} in the journal cannot be read: {error!r}",
            remedy_zh="升级 baoguan 或插件；否则从备份恢复",
            remedy_en="Upgrade baoguan or the plugin, else restore a backup",
        ) from error


def _problems(error: BaseException, path: str = "$") -> list[str]:
    from cattrs.v import format_exception, transform_error

    def text(exc: BaseException, type_: type | None) -> str:
        return str(exc) if isinstance(exc, ValueError) and "/" in str(exc) else format_exception(exc, type_)

    return transform_error(error, path, text)


def _is(exact: type, wanted: object) -> bool:
    """Hooks are for exactly these types: an enum of text is no plain text, a datetime no date."""
    return wanted is exact


def _is_optional(exact: type, wanted: object) -> bool:
    """Without hooks of their own, optional numbers and texts would be converted silently: 1.7 to 1, 5 to "5"."""
    return wanted == (exact | None)


def _optional_text(value: object, _: object) -> object:
    """Most values are texts: they go without another call."""
    return value if value is None or type(value) is str else READERS[str](value)


def _optional(read: Callable[[object], object]) -> Callable[[object, object], object]:
    return lambda value, _: None if value is None else read(value)


def _required(read: Callable[[object], object]) -> Callable[[object, object], object]:
    return lambda value, _: read(value)


def dumps(data: object) -> bytes:
    """Stored JSON: UTF-8, sorted keys, no blanks."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def content_hash(document: object) -> str:
    """sha256 over the canonical form: defaults left out, Decimals without trailing zeros, so that 1.50 and 1.5 are the same."""
    return hashlib.sha256(dumps(_canonical().unstructure(document))).hexdigest()
