"""The write-off (报核) of a ledger as a document kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

import attrs

from baoguan.documents.kind import DocumentKind, Guard, Identity
from baoguan.errors import UnusableInput
from baoguan.lifecycle import Standing
from baoguan.lifecycle.write_off import WRITE_OFF as LIFECYCLE
from baoguan.model.fields import paths
from baoguan.model.inventory_codes import Direction
from baoguan.model.message import Act, Step
from baoguan.model.write_off import WriteOff, WriteOffAttachment, WriteOffList, WriteOffRow
from baoguan.model.write_off_codes import WriteOffRowKind, WriteOffSource, WriteOffType
from baoguan.rules.write_off import WRITE_OFF_RULES

R = TypeVar("R", WriteOffList, WriteOffRow, WriteOffAttachment)

_GIVEN_BY_CUSTOMS: Final = tuple(name for name, term in paths(WriteOff).items() if term.system)
_LIFE: Final = "报核生命周期，一个程序 / life cycle of the write-off in one program"


def _identity(document: WriteOff) -> Identity:
    enterprise = document.operating_enterprise
    owner = (enterprise.customs_code or enterprise.credit_code) if enterprise is not None else None
    # The messages have no place for our number: one that was read is known by what Customs calls it.
    read = document.seq_no or document.ledger_no if document.carried is not None else None
    number = document.internal_number or read
    if not number or not owner:
        raise UnusableInput(
            "缺少企业内部编号或经营单位编码，无法识别报核",
            "the write-off has no internal number or no operating enterprise to be known by",
            remedy_zh="填写 internal_number 和 operating_enterprise.customs_code",
            remedy_en="Fill in internal_number and operating_enterprise.customs_code",
        )
    return Identity(owner=owner, number=number)


def completed(document: WriteOff) -> WriteOff:
    """A write-off with the running numbers, counts and marks that it left out; what was typed stays, right or wrong."""
    directions = [row.direction for row in document.lists]
    told: dict[str, object] = {
        "write_off_type": WriteOffType.NORMAL.value,
        "source": WriteOffSource.ELECTRONIC_PORT.value,
        "import_lists": directions.count(Direction.IMPORT.value),
        "export_lists": directions.count(Direction.EXPORT.value),
        "material_count": len(document.materials),
        "product_count": len(document.products),
        "scrap_count": 0,
        "defective_count": 0,
    }
    given: dict[str, Any] = {name: value for name, value in told.items() if getattr(document, name) is None}
    return attrs.evolve(
        document,
        **given,
        lists=_numbered(document.lists),
        materials=_kinds(_numbered(document.materials), WriteOffRowKind.MATERIAL),
        products=_kinds(_numbered(document.products), WriteOffRowKind.PRODUCT),
        attachments=_numbered(document.attachments),
    )


def _numbered(rows: tuple[R, ...]) -> tuple[R, ...]:
    return tuple(r if r.serial_no is not None else attrs.evolve(r, serial_no=n) for n, r in enumerate(rows, 1))


def _kinds(rows: tuple[WriteOffRow, ...], kind: WriteOffRowKind) -> tuple[WriteOffRow, ...]:
    return tuple(r if r.kind is not None else attrs.evolve(r, kind=kind.value) for r in rows)


def _with_numbers(document: WriteOff, numbers: Mapping[str, str], act: Act, change_count: int) -> WriteOff:
    del act, change_count
    return completed(attrs.evolve(document, seq_no=numbers.get("seq_no") or document.seq_no))


def _guards(standing: Standing, document: WriteOff, act: Act, step: Step) -> Iterator[Guard]:
    del document, step
    if act is Act.FILING and standing.state in LIFECYCLE.taken:
        yield Guard(
            id="write_off.taken",
            zh=f"报核已在海关（{standing.state}），不再发送",
            en=f"Customs has the write-off ({standing.state}): nothing is sent again under its number",
            remedy_zh="等待回执；补充申报以新编号另做一份（报核类型 2）",
            remedy_en="Wait for receipts; a supplement is another write-off under a number of its own (type 2)",
            source=_LIFE,
            mark="seen once",
        )
    if act is not Act.FILING:
        yield Guard(
            id="write_off.itself",
            zh="报核不能变更，也没有撤回它的报文",
            en="a write-off is not changed, and no message takes it back",
            remedy_zh="未发出的可撤回；已申报的请海关退单，改正后 baoguan redeclare",
            remedy_en="Withdraw one that has not left; ask Customs to return one that was declared, then `baoguan redeclare`",
            source=_LIFE,
            mark="inferred",
        )


def _copy(document: WriteOff, number: str) -> WriteOff:
    cleared: dict[str, Any] = dict.fromkeys(_GIVEN_BY_CUSTOMS)
    return attrs.evolve(
        document, **cleared, internal_number=number, entered_at=None, declared_on=None, declared_at=None, carried=None
    )


def _alerts(standing: Standing, age: timedelta) -> Iterator[tuple[str, str]]:
    del age
    if standing.state == "differences":
        yield (
            "海关核算有差异，须由企业确认（或补充申报）",
            "Customs' calculation differs: the enterprise confirms it, or declares a supplement",
        )


def _lines(document: WriteOff) -> int:
    return len(document.lists) + len(document.materials) + len(document.products)


WRITE_OFF_KIND: Final = DocumentKind[WriteOff](
    name="write_off",
    title_zh="底账报核",
    title_en="write-off of a ledger",
    model=WriteOff,
    rules=WRITE_OFF_RULES,
    lifecycle=LIFECYCLE,
    identity=_identity,
    with_numbers=_with_numbers,
    guards=_guards,
    lines=_lines,
    copy=_copy,
    alerts=_alerts,
)
