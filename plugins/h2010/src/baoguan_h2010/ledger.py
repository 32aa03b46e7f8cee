"""A ledger as the messages of 备案 and 变更, and back.

What a filing consists of follows from the ledger: EMS211 (scope: the first four digits of every HS code), EMS212 and EMS215 (rows before
merging, and what they merge into), EMS213 (head and merged rows), EMS214 when the port lies in another customs region than the customs in
charge (a sub-book for another place), EMS226 when there is unit consumption, since EMS213 carries none. A change carries the rows whose
修改标志 is not 0, in EMS222, 225, 223, 224, 226, and EMS221 where the scope itself changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from baoguan.plugin import Act, Codes, DecodeError, Ledger, LedgerItem, Parcel, UnitConsumption, Unsupported, UnusableInput
from baoguan_h2010.binding import Binding, carried, filled
from baoguan_h2010.codec import Record, Value, Writer
from baoguan_h2010.merging import ADDED, DELETED, NONE, Merged, Relations, joint_mark

KIND: Final = "ledger"
FAMILY: Final = "account"
"""底账种类 电子账册: the only one whose messages are fixed-width text; 手册 were XML whose layout is not public."""

_ITEMS: Final = (("materials", "IMG"), ("products", "EXG"))
_CARRIED: Final = carried("HEAD") | {"family", "material_count", "product_count"}
_SYSTEM: Final = frozenset({"seq_no"})


@attrs.frozen(kw_only=True)
class Outgoing:
    """One object of a filing or change: its message type, head lines, and the lines that may go in several batches."""

    type: str
    head: tuple[bytes, ...] = ()
    rows: tuple[bytes, ...] = ()

    def of_batch(self, head: bool, start: int, stop: int) -> Outgoing:
        """What of it goes into a batch: its head with the first, and a run of its rows."""
        return attrs.evolve(self, head=self.head if head else (), rows=self.rows[max(start, 0) : max(stop, 0)])


class LedgerMessages:
    """Writes and reads the messages of a ledger."""

    def __init__(self, codes: Codes) -> None:
        self._binding = Binding(codes)

    def objects(self, ledger: Ledger, act: Act, writer: Writer) -> list[Outgoing]:
        """The objects of a filing or change. Faults go to the writer; Unsupported for a ledger that is none of this system."""
        if ledger.family not in (None, FAMILY):
            raise Unsupported(
                f"旧系统模拟只承载电子账册，不承载 {ledger.family}",
                f"the mock of the old system carries electronic accounts only, not a {ledger.family}",
                remedy_zh="手册用单一窗口或深关通；电子账册的 family 填 account",
                remedy_en="File handbooks elsewhere; an electronic account has family = account",
            )
        relations = Relations.of(ledger)
        change = act is Act.CHANGE
        found = (
            self._scope(ledger, change, writer),
            self._before(ledger, change, writer),
            self._after(relations, change, writer),
            self._account(ledger, relations, change, writer),
            self._sub_book(ledger, relations, change, writer),
            self._consumption(ledger, relations, change, writer),
        )
        numbers = ("EMS221", "EMS222", "EMS225", "EMS223", "EMS224", "EMS226") if change else (
            "EMS211", "EMS212", "EMS215", "EMS213", "EMS214", "EMS226",
        )  # fmt: skip
        return [
            Outgoing(type=number, head=tuple(head), rows=tuple(rows))
            for number, (head, rows) in zip(numbers, found, strict=True)
            if rows or (head and number in {"EMS213", "EMS223"})
        ]

    def _scope(self, ledger: Ledger, change: bool, writer: Writer) -> tuple[list[bytes], list[bytes]]:
        rows = []
        for name, tag in _ITEMS:
            groups: dict[str, list[LedgerItem]] = {}
            for item in getattr(ledger, name):
                groups.setdefault((item.hs_code or "")[:4], []).append(item)
            for number, (heading, items) in enumerate(groups.items(), 1):
                mark = joint_mark(i.modification for i in items)
                if change and mark not in (ADDED, DELETED):
                    continue
                values: dict[str, Value] = {"G_NO": number, "CODE_4": heading, "G_NAME": items[0].goods_name, "MODIFY_MARK": mark}
                rows.append(writer.line(f"TR_{tag}", values, f"{name}[{heading}]"))
        return [self._binding.line(writer, "TR_HEAD", ledger)], rows

    def _before(self, ledger: Ledger, change: bool, writer: Writer) -> tuple[list[bytes], list[bytes]]:
        rows = [
            self._binding.line(writer, f"ORG_{tag}", item, f"{name}[{number}]")
            for name, tag in _ITEMS
            for number, item in enumerate(getattr(ledger, name), 1)
            if not (change and (item.modification or NONE) == NONE)
        ]
        return [], rows

    def _after(self, relations: Relations, change: bool, writer: Writer) -> tuple[list[bytes], list[bytes]]:
        rows = []
        for name, tag in _ITEMS:
            for merged in getattr(relations, name):
                for item in merged.rows:
                    if change and (item.modification or NONE) == NONE:
                        continue
                    values = {
                        "ORG_G_NO": item.item_no,
                        "COP_G_NO": item.part_no,
                        "G_NO": merged.number,
                        "CODE_TS": item.hs_code,
                        "G_NAME": item.goods_name,
                        "UNIT": item.unit,
                        "MODIFY_MARK": item.modification,
                    }
                    rows.append(writer.line(f"{tag}_DICT", values, f"{name}.{item.item_no}"))
        return [], rows

    def _account(self, ledger: Ledger, relations: Relations, change: bool, writer: Writer) -> tuple[list[bytes], list[bytes]]:
        rows = [
            self._merged(writer, tag, merged, f"{name}.{merged.number}")
            for name, tag in _ITEMS
            for merged in getattr(relations, name)
            if not (change and merged.mark == NONE)
        ]
        return [self._binding.line(writer, "HEAD", ledger)], rows

    def _merged(self, writer: Writer, tag: str, row: Merged, where: str) -> bytes:
        code = self._binding.coded
        currency = row.agreed("currency")
        values = {
            "G_NO": row.number,
            "CODE_TS": row.agreed("hs_code"),
            "G_NAME": row.agreed("goods_name"),
            "G_MODEL": row.agreed("specification"),
            "UNIT": row.agreed("unit"),
            "UNIT_1": row.agreed("statutory_unit"),
            "UNIT_2": row.agreed("second_unit"),
            "QTY": row.total("quantity"),
            "DEC_TOTAL": row.total("total_price") if currency else None,
            "CURR": code(writer, tag, "CURR", currency, f"{where}.currency"),
            "COUNTRY": code(writer, tag, "COUNTRY", row.agreed("country"), f"{where}.country"),
            "DUTY_MODE": row.agreed("exemption"),
            "MODIFY_MARK": row.mark,
        }
        return writer.line(tag, values, where)

    def _sub_book(self, ledger: Ledger, relations: Relations, change: bool, writer: Writer) -> tuple[list[bytes], list[bytes]]:
        if not ledger.port or not ledger.master_customs or ledger.port[:2] == ledger.master_customs[:2]:
            return [], []
        rows = []
        for name, tag in _ITEMS:
            for merged in getattr(relations, name):
                if change and merged.mark == NONE:
                    continue
                values = {
                    "G_NO": merged.number,
                    "CODE_TS": merged.agreed("hs_code"),
                    "G_NAME": merged.agreed("goods_name"),
                    "UNIT": merged.agreed("unit"),
                    "QTY": merged.total("quantity"),
                    "MODIFY_MARK": merged.mark,
                }
                rows.append(writer.line(f"FAS_{tag}", values, f"{name}.{merged.number}"))
        return [self._binding.line(writer, "FAS_HEAD", ledger)], rows

    def _consumption(self, ledger: Ledger, relations: Relations, change: bool, writer: Writer) -> tuple[list[bytes], list[bytes]]:
        rows = []
        for row in relations.consumptions(ledger.consumptions):
            if change and row.mark == NONE:
                continue
            values = {
                "EMS_NO": ledger.ledger_no,
                "EXG_NO": row.product,
                "VERSION": row.version,
                "IMG_NO": row.material,
                "NET": row.net,
                "LOSS_T": row.tangible_loss,
                "LOSS_I": row.intangible_loss,
                "BONDED": row.bonded_share,
                "MODIFY_MARK": row.mark,
            }
            rows.append(writer.line("CM", values, f"consumptions.{row.product}/{row.material}/{row.version}"))
        for number, plain in enumerate(ledger.consumptions, 1):
            if not (change and (plain.modification or NONE) == NONE):
                rows.append(self._binding.line(writer, "ORG_BOM", plain, f"consumptions[{number}]"))
        return [], rows

    def read(self, records: Sequence[Record]) -> Ledger | None:
        """The ledger of a text that holds a head and rows before merging; None for a text without them."""
        head = next((r for r in records if r.tag in {"HEAD", "HEAD_H2K"}), None)
        rows = {tag: tuple(self._rows(records, tag)) for tag in ("ORG_IMG", "ORG_EXG", "ORG_BOM")}
        if head is None or not (rows["ORG_IMG"] or rows["ORG_EXG"]):
            return None
        values = self._attributes(head, Ledger)
        return Ledger(
            family=FAMILY,
            materials=tuple(LedgerItem(**v) for v in rows["ORG_IMG"]),  # type: ignore[arg-type]
            products=tuple(LedgerItem(**v) for v in rows["ORG_EXG"]),  # type: ignore[arg-type]
            consumptions=tuple(UnitConsumption(**v) for v in rows["ORG_BOM"]),  # type: ignore[arg-type]
            **values,  # type: ignore[arg-type]
        )

    def _rows(self, records: Sequence[Record], tag: str) -> Iterator[dict[str, object]]:
        model = UnitConsumption if tag == "ORG_BOM" else LedgerItem
        return (self._attributes(record, model) for record in records if record.tag == tag)

    def _attributes(self, record: Record, model: type) -> dict[str, object]:
        return attributes(self._binding, record, model)


def attributes(binding: Binding, record: Record, model: type) -> dict[str, object]:
    """Attribute values of a record. Raises DecodeError for a text that is no number or date where one belongs."""
    try:
        return binding.attributes(record, model)
    except ValueError as error:
        raise DecodeError(
            f"第 {record.number} 行 {record.tag} 的值无法读取：{error}",
            f"line {record.number}, {record.tag}: a value cannot be read: {error}",
            remedy_zh="取得完整的报文",
            remedy_en="Get the whole message",
        ) from None


def needed(parcel: Parcel, number: str | None, code: str | None) -> None:
    """Raises UnusableInput without the two numbers by which the far side knows a document."""
    if not number or not code:
        raise UnusableInput(
            f"{parcel.number} 缺少企业内部编号或经营单位编码",
            f"{parcel.number} lacks its internal number or the operating enterprise's code",
            remedy_zh="填写 internal_number 和 operating_enterprise.customs_code",
            remedy_en="Fill in internal_number and operating_enterprise.customs_code",
        )


def not_carried(ledger: Ledger) -> list[str]:
    """What is filled in and no record of this mock carries: attributes of the head, attached documents. Rows are carried whole, but for the
    marks that only Customs fills in."""
    return [*sorted(filled(ledger, Ledger) - _CARRIED - _SYSTEM), *(["attachments"] if ledger.attachments else [])]
