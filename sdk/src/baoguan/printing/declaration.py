"""The paper form of a customs declaration (进口/出口货物报关单) and of an entry record list (备案清单), landscape A4 as printed since 2018."""

from __future__ import annotations

from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_codes import Direction, RecordListKind
from baoguan.printing.boxes import EXPORT, IMPORT, Rows, box
from baoguan.printing.lines import column
from baoguan.printing.markup import Markup, element, escaped, joined
from baoguan.printing.values import Values, by_code

NUMBERS: Final = ("seq_no", "pre_entry_no", "entry_no", "internal_number")
"""Above the boxes, with the office in brackets behind them."""

BOXES: Final[Rows] = (
    (
        box("境内收货人|境内发货人", "trader.credit_code trader.customs_code trader.name", 4),
        box("进境关别|出境关别", "port", 2),
        box("进口日期|出口日期", "import_export_date", 2),
        box("申报日期", "declared_on", 2),
        box("备案号", "ledger_no", 2),
    ),
    (
        box("境外发货人", "foreign_consignor_code foreign_consignor_name foreign_consignor_name_en", 4, only=IMPORT),
        box("境外收货人", "foreign_consignee_code foreign_consignee_name_en", 4, only=EXPORT),
        box("运输方式", "transport_mode", 2),
        box("运输工具名称及航次号", "conveyance voyage_no", 2, slashes=True),
        box("提运单号", "bill_of_lading", 2),
        box("货物存放地点", "goods_place", 2, only=IMPORT),
    ),
    (
        box("消费使用单位|生产销售单位", "owner.credit_code owner.customs_code owner.name", 4),
        box("监管方式", "supervision_mode", 2),
        box("征免性质", "levy_nature", 2),
        box("许可证号", "licence_no", 2),
        box("启运港", "departure_port", 2, only=IMPORT),
    ),
    (
        box("合同协议号", "contract_no", 4),
        box("贸易国（地区）", "trading_country", 2),
        box("启运国（地区）|运抵国（地区）", "counterpart_country", 2),
        box("经停港|指运港", "destination_port", 2),
        box("入境口岸|离境口岸", "entry_port", 2),
    ),
    (
        box("包装种类", "packaging", 4),
        box("件数", "packages"),
        box("毛重（千克）", "gross_weight"),
        box("净重（千克）", "net_weight"),
        box("成交方式", "terms"),
        box("运费", "freight_currency freight_rate freight_mark", slashes=True),
        box("保费", "insurance_currency insurance_rate insurance_mark", slashes=True),
        box("杂费", "other_currency other_rate other_mark", slashes=True),
    ),
)

GOODS: Final = (
    column("项号", "line_no", "ledger_item_no()"),
    column("商品编号", "hs_code", "inspection_code()", width=3),
    column("商品名称及规格型号", "goods_name", "specification", width=7),
    column("数量及单位", "statutory_quantity statutory_unit=", "second_quantity second_unit=", "quantity unit=", width=4),
    column("单价/总价/币制", "unit_price", "total_price", "currency", width=3),
    column("原产国（地区）", "origin_country", width=2),
    column("最终目的国（地区）", "destination_country", width=2),
    column("境内目的地|境内货源地", "district", "destination_place", width=2),
    column("征免", "exemption", width=2),
)

FOOT: Final = frozenset(("promises", "declarer_name", "declarer_id", "declarer_phone", "declarant.name", "declarant.customs_code"))
FOOT_FIELDS: Final = FOOT | {"declarant.credit_code", "marks", "remark", "customs_office", *NUMBERS}

_PROMISES: Final = ("特殊关系确认", "价格影响确认", "支付特许权使用费确认", "公式定价确认", "暂定价格确认")
_ANSWERS: Final = {"0": "否", "1": "是", "9": ""}
_LISTS: Final = frozenset((RecordListKind.ORDINARY, RecordListKind.ENTER_FIRST, RecordListKind.CONSOLIDATED_LIST))


def exporting(document: CustomsDeclaration) -> bool:
    """Whether the goods go out; the form of an import is taken where the declaration does not say."""
    return document.direction == Direction.EXPORT


def title(document: CustomsDeclaration) -> str:
    """The title of the form."""
    if document.record_list_kind in _LISTS:
        return f"中华人民共和国海关{'出境' if exporting(document) else '进境'}货物备案清单"
    return f"中华人民共和国海关{'出口' if exporting(document) else '进口'}货物报关单"


def numbers(document: CustomsDeclaration, values: Values) -> Markup:
    """The line above the boxes: the numbers of the declaration, and the office."""
    words = {"seq_no": "统一编号", "pre_entry_no": "预录入编号", "entry_no": "海关编号", "internal_number": "客户端报关单编号"}
    office = values.of(document, "customs_office")
    behind = {"entry_no": f"（{office}）"} if office is not None else {}
    parts = [
        element("span", escaped(f"{words[path]}：{values.of(document, path) or ''}{behind.get(path, '')}"))
        for path in NUMBERS
        if path != "pre_entry_no" or document.pre_entry_no
    ]
    return element("div", joined(parts), "numbers")


def below_the_boxes(document: CustomsDeclaration) -> Markup:
    """随附单证, 标记唛码 and 备注, in boxes over the whole width."""
    papers = "；".join(f"{each.kind or ''}:{each.number or ''}" for each in document.licence_documents)
    remarks = " ".join(
        filter(None, (document.marks and f"标记唛码：{document.marks}", document.remark and f"备注：{document.remark}"))
    )
    return joined(_wide(words, text) for words, text in (("随附单证及编号", papers), ("标记唛码及备注", remarks)))


def _wide(words: str, text: str) -> Markup:
    inner = joined((element("div", escaped(words), "words"), element("div", escaped(text), "value")))
    return element("div", element("div", inner, "box"), "row", style="grid-template-columns: minmax(0, 1fr)")


def foot(document: CustomsDeclaration, values: Values) -> Markup:
    """Below the goods: what is confirmed, who declares, and the room for Customs."""
    said = document.promises or ""
    confirmed = [element("span", escaped(f"{words}：{by_code(_ANSWERS, said[n : n + 1])}")) for n, words in enumerate(_PROMISES)]
    if said:
        confirmed.append(element("span", escaped(f"（价格说明 {said}）")))
    declarer = [
        element("span", escaped(f"{words}：{values.of(document, path) or ''}"))
        for words, path in (("申报人员", "declarer_name"), ("申报人员证号", "declarer_id"), ("电话", "declarer_phone"))
    ]
    shown = (values.of(document, f"declarant.{path}") for path in ("credit_code", "customs_code"))
    codes = "/".join(str(value) for value in shown if value is not None)
    name = values.of(document, "declarant.name")
    unit = f"申报单位（{codes}）{name or ''}" if codes else f"申报单位 {name or ''}"
    left = (
        element("div", joined(declarer), "people"),
        element("div", escaped("兹申明对以上内容承担如实申报、依法纳税之法律责任"), "oath"),
        element("div", joined((element("span", escaped(unit)), element("span", escaped("申报单位（签章）")))), "unit"),
    )
    right = element("div", escaped("海关批注及签章"), "customs")
    below = element("div", joined((element("div", joined(left), "declarer"), right)), "signed")
    return element("div", joined((element("div", joined(confirmed), "confirmed"), below)), "foot")
