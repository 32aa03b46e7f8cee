"""Fictional goods for the demonstration and the benchmark: an invented handbook, and workbooks of inventory lists over it.

Companies, numbers, parts and prices are made up; credit codes carry a valid check digit on an obviously fictional body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter

from baoguan import BondedInventoryList, InventoryLine, Party
from baoguan.numbers import credit_code_check
from baoguan.plugin import Ledger, LedgerItem, UnitConsumption

LEDGER = "C530026A0001"
MAKER = ("4403980101", "示例复合材料（深圳）有限公司")
AGENT = ("4403980001", "示例报关（深圳）有限公司")
_KINDS = (
    ("6815992090", "碳纤维丝", "千克", "千克"),
    ("6815993100", "碳纤维编织布", "千克", "千克"),
    ("3907300001", "环氧树脂", "千克", "千克"),
    ("8542319000", "集成电路", "个", "个"),
    ("8533211000", "片式电阻", "千个", "千个"),
    ("7318159090", "不锈钢螺钉", "千克", "千克"),
    ("3926909090", "塑料垫片", "千克", "千克"),
    ("8544421900", "连接线", "条", "千克"),
)
_ORIGINS = ("日本", "韩国", "台澎金马关税区", "美国", "德国", "马来西亚")
_PORTS = (("5301", "4", "香港"), ("5304", "2", "日本"), ("5320", "5", "韩国"))

HEAD = (
    "企业内部编号",
    "备案编号",
    "清单类型",
    "经营企业编码",
    "经营企业社会信用代码",
    "经营企业名称",
    "加工单位编码",
    "加工单位社会信用代码",
    "加工单位名称",
    "申报单位编码",
    "申报单位社会信用代码",
    "申报单位名称",
    "录入单位代码",
    "录入单位社会信用代码",
    "录入单位名称",
    "录入日期",
    "清单申报日期",
    "进出境关别",
    "主管海关",
    "进出口标记",
    "料件成品标记",
    "监管方式",
    "运输方式",
    "启运/运抵国",
    "报关标志",
    "报关类型",
    "是否生成报关单",
    "报关单类型",
    "对应报关单申报单位编码",
    "对应报关单申报单位社会信用代码",
    "对应报关单申报单位名称",
    "申报类型",
)
BODY = (
    "企业内部编号",
    "商品序号",
    "备案序号",
    "商品料号",
    "商品编码",
    "商品名称",
    "规格型号",
    "申报计量单位",
    "法定计量单位",
    "原产国(地区)",
    "企业申报单价",
    "企业申报总价",
    "币制",
    "法定数量",
    "申报数量",
    "毛重",
    "净重",
    "征减免方式",
    "最终目的国(地区)",
    "危化品标志",
)


def credit_code(serial: int) -> str:
    """A credit code of an invented enterprise."""
    body = f"91440300MADEM{serial:04d}"
    return body + credit_code_check(body)


@dataclass(frozen=True)
class Part:
    """A material of the invented handbook."""

    item: int
    number: str
    hs_code: str
    name: str
    specification: str
    unit: str
    statutory_unit: str
    origin: str
    price: Decimal


def handbook(parts: int, seed: int = 1) -> list[Part]:
    """The materials of the invented handbook."""
    random = Random(seed)
    out = []
    for item in range(1, parts + 1):
        hs_code, name, unit, statutory = _KINDS[item % len(_KINDS)]
        out.append(
            Part(
                item=item,
                number=f"MT-{item:05d}",
                hs_code=hs_code,
                name=f"{name}{item}",
                specification=f"用于运动器材|型号{item:05d}|无品牌",
                unit=unit,
                statutory_unit=statutory,
                origin=random.choice(_ORIGINS),
                price=Decimal(random.randrange(20, 90000)) / 100,
            )
        )
    return out


def heads(count: int) -> list[list[str]]:
    """Rows of the sheet 表头: requested lists over three ports."""
    maker, agent = (MAKER[0], credit_code(1), MAKER[1]), (AGENT[0], credit_code(2), AGENT[1])
    out = []
    for index in range(count):
        port, transport, country = _PORTS[index % len(_PORTS)]
        out.append(
            [
                f"DEMO-{index + 1:03d}",
                LEDGER,
                "普通清单",
                *maker,
                *maker,
                *agent,
                *agent,
                "20260105",
                "20260105",
                port,
                "5300",
                "进口",
                "料件",
                "0615",
                transport,
                country,
                "报关",
                "对应报关",
                "生成",
                "进口报关单",
                *agent,
                "备案",
            ]
        )
    return out


def body(lines: int, lists: int, parts: Sequence[Part], seed: int = 2) -> Iterator[list[object]]:
    """Rows of the sheet 表体: lines spread over the lists, each over its own share of the parts."""
    random = Random(seed)
    share = max(1, len(parts) // lists)
    counters = [0] * lists
    for index in range(lines):
        which = index * lists // lines
        part = parts[(which * share + random.randrange(share)) % len(parts)]
        counters[which] += 1
        quantity = Decimal(random.randrange(1, 4000))
        total = (quantity * part.price).quantize(Decimal("0.01"))
        weight = quantity if part.statutory_unit == "千克" else (quantity / 100).quantize(Decimal("0.00001"))
        statutory = weight if part.unit != part.statutory_unit else quantity
        yield [
            f"DEMO-{which + 1:03d}",
            counters[which],
            part.item,
            part.number,
            part.hs_code,
            part.name,
            part.specification,
            part.unit,
            part.statutory_unit,
            part.origin,
            float(part.price),
            float(total),
            "美元",
            float(statutory),
            float(quantity),
            float(weight),
            float(weight),
            "全免",
            "中国",
            "否",
        ]


def write_workbook(
    path: Path, lines: int, lists: int, parts: Sequence[Part], faults: dict[tuple[int, str], object] | None = None
) -> None:
    """A workbook of 表头 and 表体. `faults` replaces cells: (body row from 1, heading) -> value."""
    planted = faults or {}
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("表头")
    sheet.write_row(0, 0, HEAD)
    for row, values in enumerate(heads(lists), 1):
        for column, value in enumerate(values):
            sheet.write_string(row, column, value)
    sheet = book.add_worksheet("表体")
    sheet.write_row(0, 0, BODY)
    for row, cells in enumerate(body(lines, lists, parts), 1):
        for column, heading in enumerate(BODY):
            shown: object = planted.get((row, heading), cells[column])
            if isinstance(shown, str):
                sheet.write_string(row, column, shown)
            else:
                sheet.write_number(row, column, float(str(shown)))
    book.close()


def one_list(number: str) -> BondedInventoryList:
    """A bonded inventory list of one line: materials imported by road, with a declaration to be generated."""
    maker = Party(customs_code=MAKER[0], credit_code=credit_code(1), name=MAKER[1])
    agent = Party(customs_code=AGENT[0], credit_code=credit_code(2), name=AGENT[1])
    line = InventoryLine(
        line_no=1,
        ledger_item_no=1,
        part_no="MT-00001",
        hs_code="8542319000",
        goods_name="集成电路1",
        specification="示例型号|无品牌",
        unit="007",
        statutory_unit="007",
        origin_country="JPN",
        unit_price=Decimal("1.25"),
        total_price=Decimal(125),
        currency="USD",
        statutory_quantity=Decimal(100),
        quantity=Decimal(100),
        exemption="3",
        declaration_line_no=1,
        destination_country="CHN",
        dangerous_goods="0",
        modification="3",
    )
    return BondedInventoryList(
        ledger_no=LEDGER,
        inventory_type="0",
        internal_number=number,
        operating_enterprise=maker,
        processing_enterprise=maker,
        declarant=agent,
        data_entry=agent,
        entered_on=date(2026, 1, 5),
        declared_on=date(2026, 1, 5),
        port="5301",
        customs_office="5300",
        direction="I",
        goods_kind="I",
        supervision_mode="0615",
        transport_mode="4",
        counterpart_country="HKG",
        customs_declared="1",
        declaration_relation="2",
        generate_declaration="1",
        declaration_kind="1",
        entry_declarant=agent,
        declaration_type="1",
        change_count=0,
        lines=(line,),
    )


def one_handbook(number: str) -> Ledger:
    """A handbook (进料加工手册) to be filed: two materials, and a product that takes of both."""
    maker = Party(customs_code=MAKER[0], credit_code=credit_code(1), name=MAKER[1])
    agent = Party(customs_code=AGENT[0], credit_code=credit_code(2), name=AGENT[1])
    common = {"unit": "007", "statutory_unit": "007", "currency": "USD", "country": "JPN", "exemption": "3", "modification": "3"}

    def goods(item: int, part: str, hs_code: str, name: str, quantity: int, price: str, **more: str) -> LedgerItem:
        return LedgerItem(
            item_no=item,
            part_no=part,
            hs_code=hs_code,
            goods_name=name,
            specification="示例型号|无品牌",
            quantity=Decimal(quantity),
            unit_price=Decimal(price),
            total_price=quantity * Decimal(price),
            **{**common, **more},  # type: ignore[arg-type]
        )

    def use(serial: int, material: int, net: str, loss: str) -> UnitConsumption:
        return UnitConsumption(
            serial_no=serial,
            product_item_no=1,
            material_item_no=material,
            version="0",
            net=Decimal(net),
            tangible_loss=Decimal(loss),
            intangible_loss=Decimal(0),
            bonded_share=Decimal(100),
            state="2",
            enterprise_mark="1",
            modification="3",
        )

    return Ledger(
        family="handbook",
        internal_number=number,
        ledger_type="C",
        act="1",
        change_count=0,
        master_customs="5300",
        operating_enterprise=maker,
        processing_enterprise=maker,
        declarant=agent,
        declarant_kind="3",
        region="44030",
        supervision_mode="0615",
        levy_nature="503",
        processing_kind="示例",
        port="5301",
        import_contract="DEMO-IMP-1",
        export_contract="DEMO-EXP-1",
        import_currency="USD",
        export_currency="USD",
        valid_until=date(2027, 1, 4),
        consumption_stage="1",
        use="1",
        contact="张示例",
        contact_phone="0755-00000000",
        materials=(
            goods(1, "MT-00001", "8542319000", "集成电路1", 10000, "1.25", material_rank="1"),
            goods(2, "MT-00002", "8533211000", "片式电阻2", 50000, "0.02", material_rank="2"),
        ),
        products=(goods(1, "PR-00001", "8517629900", "示例路由器", 2000, "40", country="USA"),),
        consumptions=(use(1, 1, "2", "0.5"), use(2, 2, "12.5", "3")),
    )
