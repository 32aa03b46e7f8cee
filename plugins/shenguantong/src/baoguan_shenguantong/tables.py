"""The sections of a batch and their columns, as data: read by the encoder, the decoder, the headings of sheets and the documentation.

A column is an attribute of the model; its heading is the attribute's Chinese term, its XML element the attribute's name. The order
of the ledger's columns begins with that of real import sheets of 账册 (料件, 成品, 单耗); what the model knows beyond them follows. What
only Customs fills in has no column. Countries and currencies are the older numbers, as in the list's message of 金关二期.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import attrs

from baoguan import BondedInventoryList, InventoryLine
from baoguan.plugin import Element, Ledger, LedgerItem, Record, UnitConsumption, paths

PROTOCOL_COLUMN: Final = "protocol"
"""The first column of every CSV part: each line says that its format is assumed."""
_NUMBERED: Final = frozenset({"country", "currency"})


@attrs.frozen(kw_only=True)
class Section:
    """A section of a document. `attribute` holds its rows, '' for the head; `titles` are the CSV headings in the order of the elements."""

    name: str
    attribute: str
    record: Record
    titles: tuple[str, ...]

    @property
    def is_body(self) -> bool:
        """Whether its rows count against the limit."""
        return bool(self.attribute)


def _section(name: str, attribute: str, model: type, first: Mapping[str, str] | None = None) -> Section:
    """Every field of a model that is not filled by Customs; `first` gives attributes with their headings that come before the others."""
    terms = {path: term for path, term in paths(model).items() if not term.system}
    order = [*(first or {}), *(path for path in terms if path not in (first or {}))]
    elements = tuple(
        Element(
            name=_tag(path),
            path=path,
            legacy=codes if isinstance(codes := terms[path].codes, str) and codes in _NUMBERED else None,
        )
        for path in order
    )
    titles = tuple((first or {}).get(path) or terms[path].zh for path in order)
    return Section(name=name, attribute=attribute, record=Record(tag="ROW", model=model, elements=elements), titles=titles)


def _tag(path: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"[._]", path))


_GOODS: Final = {
    "item_no": "序号",
    "part_no": "料号",
    "hs_code": "商品编码",
    "goods_name": "商品名称",
    "specification": "规格型号",
    "unit": "申报计量单位",
    "statutory_unit": "法定计量单位",
    "second_unit": "法定第二计量单位",
    "quantity": "申报数量",
    "unit_price": "申报单价",
    "currency": "币制",
    "exemption": "征免方式",
}
_END: Final = {"enterprise_mark": "企业执行标志", "modification": "修改标志"}

HEAD: Final = _section("HEAD", "", BondedInventoryList)
LIST: Final = _section("LIST", "lines", InventoryLine)
LEDGER_HEAD: Final = _section("HEAD", "", Ledger)
IMG: Final = _section(
    "IMG",
    "materials",
    LedgerItem,
    {**_GOODS, "material_rank": "主料标志", **_END, "approved_remainder": "批准最大余数量", "remark": "备注"},
)
EXG: Final = _section("EXG", "products", LedgerItem, {**_GOODS, **_END, "remark": "备注"})
CONSUME: Final = _section(
    "CONSUME",
    "consumptions",
    UnitConsumption,
    {
        "serial_no": "序号",
        "product_item_no": "成品序号",
        "material_item_no": "料件序号",
        "version": "单耗版本号",
        "net": "净耗",
        "tangible_loss": "有形损耗率(%)",
        "intangible_loss": "无形损耗率(%)",
        "state": "单耗申报状态",
        "bonded_share": "保税料件比例(%)",
        "modification": "修改标志",
        "valid_until": "单耗有效期",
        "remark": "备注",
    },
)

SECTIONS: Final[Mapping[str, tuple[Section, ...]]] = {
    "inventory": (HEAD, LIST),
    "ledger": (LEDGER_HEAD, IMG, EXG, CONSUME),
}
"""Kind -> its sections, the head first."""

MODELS: Final[Mapping[str, type]] = {"inventory": BondedInventoryList, "ledger": Ledger}

LEFT_OUT: Final[Mapping[str, Mapping[str, str]]] = {
    "inventory": {
        "draft_declaration": "临时报关单表头",
        "draft_goods": "临时报关单表体",
        "materials": "简单加工料件",
        "warehouse_documents": "出入库单",
        "ecommerce_bills": "电商清单",
    },
    "ledger": {"attachments": "随附单证"},
}
"""Sections of a document that no section of the format carries: one that has them is refused."""
