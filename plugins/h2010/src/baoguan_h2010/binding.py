"""Between the attributes of the model and the texts of a record, by the columns of the width table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from baoguan.plugin import Codes, Party, paths, value_at
from baoguan_h2010.codec import Record, Value, Writer
from baoguan_h2010.widths import Field, layouts

STAGES: Final[Mapping[str, str]] = {"1": "2", "2": "3"}
"""单耗申报环节 1 出口前, 2 报核前 -> the older codes 2 出口前, 3 报核前 (one program each); the older 1 备案 has no newer code."""
_STAGES_BACK: Final = {old: new for new, old in STAGES.items()}


class Binding:
    """Writes and reads records with the code lists of an account."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes

    def line(self, writer: Writer, tag: str, source: object, where: str = "") -> bytes:
        """The line of a model object; faults go to the writer."""
        return writer.line(tag, self.values(writer, tag, source, where), where)

    def values(self, writer: Writer, tag: str, source: object, where: str = "") -> dict[str, Value]:
        """Field -> value of a model object, codes in the older numbers."""
        out: dict[str, Value] = {}
        for field in layouts()[tag].fields:
            if not field.attribute:
                continue
            value = value_at(source, field.attribute)
            if field.codes and value is not None:
                value = self.older(writer, field, value, ".".join(p for p in (where, field.attribute) if p))
            out[field.name] = value.strftime("%Y%m%d") if isinstance(value, date) else value
        return out

    def older(self, writer: Writer, field: Field, value: Value | date, path: str) -> str | None:
        """A code in the older form; one that has none is a fault, never letters in the place of a number."""
        text = str(value)
        if not text:
            return None
        found = STAGES.get(text) if field.codes == "stage" else self._codes[field.codes].number_for(text)
        if found is None:
            writer.fault(
                path,
                text,
                f"（{field.zh}）“{text}”没有旧系统的数字代码：改用有数字代码的国别或币制，或更新代码表",
                f"{text!r} has no number in the older code list: use a code that has one, or update the list",
            )
        return found

    def coded(self, writer: Writer, tag: str, name: str, value: str | None, path: str) -> str | None:
        """As `older`, for a field that is not bound to an attribute."""
        field = next(f for f in layouts()[tag].fields if f.name == name)
        return None if value is None else self.older(writer, field, value, path)

    def attributes(self, record: Record, model: type) -> dict[str, object]:
        """Attribute -> value of a record, parties put together. Raises ValueError for a text that its attribute cannot be."""
        known = paths(model)
        flat: dict[str, object] = {}
        for field in layouts()[record.tag].fields:
            text = record.get(field.name)
            if field.attribute and text:
                flat[field.attribute] = self._read(field, text, known[field.attribute].kind)
        out: dict[str, object] = {}
        parties: dict[str, dict[str, object]] = {}
        for path, value in flat.items():
            name, dot, inner = path.partition(".")
            if dot:
                parties.setdefault(name, {})[inner] = value
            else:
                out[name] = value
        return {**out, **{name: Party(**values) for name, values in parties.items()}}  # type: ignore[arg-type]

    def _read(self, field: Field, text: str, kind: str) -> object:
        if field.codes == "stage":
            return _STAGES_BACK.get(text)
        if field.codes:
            found = self._codes[field.codes].from_legacy(text)
            return text if found is None else found.code
        if kind == "integer":
            return int(text)
        if kind == "decimal":
            try:
                return Decimal(text)
            except InvalidOperation:
                raise ValueError(text) from None
        if kind == "date":
            return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  a date has no zone
        return text


def filled(record: object, model: type) -> set[str]:
    """The paths of a model object that hold something, parties flattened."""
    return {path for path in paths(model) if value_at(record, path) not in (None, "")}


def carried(*tags: str) -> frozenset[str]:
    """The attributes that some records carry."""
    return frozenset(f.attribute for tag in tags for f in layouts()[tag].fields if f.attribute)
