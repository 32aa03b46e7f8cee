"""The pack itself, the sources that its rules name, and the few helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from baoguan.model.attachment import Attachment
from baoguan.model.fields import Term, paths
from baoguan.model.inventory import BondedInventoryList, EcommerceBill, InventoryLine, WarehouseDocument
from baoguan.model.inventory_codes import CustomsDeclared, DeclarationType, GenerateDeclaration
from baoguan.model.inventory_draft import DraftDeclaration, DraftGoods
from baoguan.model.party import Party
from baoguan.rules.engine import Block, Check, Context, Hit, RulePack
from baoguan.rules.fields import add_field_rules

R = TypeVar("R")

PAGE: Final = "单一窗口核注清单页面 / Single Window page of the list"
CLIENT: Final = "自动导入客户端操作手册常见问题 / import client manual, FAQ"
FIELDS: Final = "接口字段表，多个程序一致 / interface field tables, several programs agree"
NUMBERS: Final = (
    "单一窗口页面与 2024 年样本报文均用数字 142、502 / the Single Window page and a message of 2024 use numbers (142, 502)"
)
ONE_PROGRAM: Final = "接口字段表，仅一个程序 / interface field table of one program"
GUIDE: Final = "《报关单填制规范》（2018 年第 60 号公告）/ declaration filling rules, announcement 60 of 2018"
SHENZHEN: Final = "深圳海关 2018 年答复 / answers of Shenzhen Customs, 2018"
TARIFF: Final = "用户导入的税则 / the tariff table that the user imported"

INVENTORY_RULES: Final = RulePack("inventory")

_ABSENT: Final[dict[str, type]] = {"materials": InventoryLine, "draft_goods": DraftGoods}
"""Records of which the sample has none."""

HEAD_TERMS: Final = paths(BondedInventoryList)
LINE_TERMS: Final = paths(InventoryLine)

RECORDS: Final[tuple[tuple[type, str], ...]] = (
    (BondedInventoryList, ""),
    (InventoryLine, "lines"),
    (InventoryLine, "materials"),
    (WarehouseDocument, "warehouse_documents"),
    (EcommerceBill, "ecommerce_bills"),
    (Attachment, "attachments"),
    (DraftDeclaration, "draft_declaration"),
    (DraftGoods, "draft_goods"),
)
"""The records of a list and where they stand in it."""

for _model, _over in RECORDS:
    add_field_rules(INVENTORY_RULES, _model, _over)


def list_of(block: Block[R]) -> BondedInventoryList:
    """The list that the rows of a block belong to. Raises TypeError for another kind of document."""
    document = block.document
    if not isinstance(document, BondedInventoryList):
        raise TypeError(f"the rules of the inventory list were given a {type(document).__name__}")
    return document


def changing(document: BondedInventoryList) -> bool:
    """Whether the message asks for a change (变更)."""
    return document.declaration_type == DeclarationType.CHANGE


def deleting(document: BondedInventoryList) -> bool:
    """Whether the message asks for a deletion (删除), which names the list and files nothing."""
    return document.declaration_type == DeclarationType.DELETION


def filing(document: BondedInventoryList) -> bool:
    """Whether the message files the list (备案), which is also what a list without 申报类型 is for."""
    return not changing(document) and not deleting(document)


def generates(document: BondedInventoryList) -> bool:
    """Whether a declaration (报关单) is drafted from the list."""
    return document.customs_declared == CustomsDeclared.YES and document.generate_declaration == GenerateDeclaration.YES


def code_of(party: Party | None) -> str:
    """The customs code of a party, empty when there is none."""
    return (party.customs_code if party is not None else None) or ""


def labels(term: Term) -> dict[str, object]:
    """The names of a field for a message, as `{field_zh}` and `{field_en}`."""
    return {"field_zh": term.zh, "field_en": term.en}


def once(predicate: Callable[[BondedInventoryList, Context], bool]) -> Check[BondedInventoryList]:
    """A rule of the head from a predicate (True = at fault)."""

    def check(block: Block[BondedInventoryList], context: Context) -> Iterator[Hit]:
        return (Hit(i) for i, document in enumerate(block.rows) if predicate(document, context))

    return check


def present(value: object) -> bool:
    """Whether a field holds something; zero is something."""
    return bool(value) or not (value is None or isinstance(value, str))


def placed(over: str, path: str, value: object) -> dict[str, object]:
    """The example in which a field of the first row holds a value; of what the sample has none, one is put there."""
    if over == "draft_declaration":
        return {over: DraftDeclaration(**{path: value})}  # type: ignore[arg-type]
    if over in _ABSENT:
        return {over: (_ABSENT[over](**{path: value}),)}
    return {f"{over}[0].{path}" if over else path: value}
