"""Transit (转关) that travels with a customs declaration."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from baoguan.model.fields import Carried, day, decimal, integer, text

MEASURE = (14, 5)


@attrs.frozen(kw_only=True)
class Transit:
    """The head of a transit declaration (转关单表头)."""

    seq_no: str | None = text("转关单统一编号", "pre-entry number of the transit", 18, system=True)
    manifest_no: str | None = text("载货清单号", "manifest number", 16)
    declaration_no: str | None = text("转关申报单号", "transit declaration number", 16)
    transport_mode: str | None = text("境内运输方式", "domestic transport mode", 1)
    conveyance_no: str | None = text("境内运输工具编号", "number of the domestic conveyance", 13)
    conveyance: str | None = text("境内运输工具名称", "domestic conveyance", 30)
    voyage_no: str | None = text("境内运输工具航次", "domestic voyage", 32)
    carrier_name: str | None = text("承运单位名称", "carrier", 70, free=True)
    carrier_code: str | None = text("承运单位组织机构代码", "code of the carrier", 10)
    kind: str | None = text("转关类型", "kind of transit", 2)
    arrives_on: date | None = day("预计运抵指运地时间", "expected arrival")
    electronic_seal: str | None = text("是否启用电子关锁标志", "electronic seal", 1)
    remark: str | None = text("备注", "remark", 200, free=True)
    form: str | None = text("转关单类型", "form of the transit", 1)
    declarant_credit_code: str | None = text("转关申报单位统一代码", "credit code of the transit declarant", 18)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class TransitLeg:
    """How the goods cross the border (转关单境外段)."""

    transport_mode: str | None = text("进出境运输方式", "transport mode at the border", 1)
    conveyance_no: str | None = text("进出境运输工具编号", "number of the conveyance", 32)
    conveyance: str | None = text("进出境运输工具名称", "conveyance", 255)
    voyage_no: str | None = text("进出境运输工具航次", "voyage", 32)
    bill_of_lading: str | None = text("提单号", "bill of lading", 32)
    crossed_on: date | None = day("实际进出境日期", "date at the border")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class TransitContainer:
    """A container in transit."""

    number: str | None = text("集装箱号", "container number", 11)
    sequence: int | None = integer("集装箱序号", "sequence", digits=3)
    size: str | None = text("集装箱规格", "container size", 4)
    seal_no: str | None = text("电子关锁号", "electronic seal number", 128)
    conveyance: str | None = text("境内运输工具名称", "domestic conveyance", 32)
    conveyance_weight: Decimal | None = decimal("工具实际重量", "weight of the conveyance", MEASURE)
    seals: str | None = text("关锁个数", "number of seals", 4)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class TransitGoods:
    """Which goods a container in transit holds."""

    container: str | None = text("集装箱号", "container number", 11)
    line_no: int | None = integer("商品序号", "line number", digits=9)
    packages: int | None = integer("商品件数", "packages of the goods", digits=9)
    weight: Decimal | None = decimal("商品重量", "weight of the goods", MEASURE)
    carried: Carried | None = None
