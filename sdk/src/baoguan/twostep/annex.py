"""The items of a summary (概要申报): annex 1 of 公告 2019 年第 127 号, with the attributes that carry them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs

SOURCE: Final = "海关总署公告 2019 年第 127 号附件 1 / annex 1 of announcement 127 of 2019"


class Group(StrEnum):
    """When an item is asked for."""

    BASIC = "basic"
    LOGISTICS = "logistics"
    RESTRICTED = "restricted"
    INSPECTED = "inspected"


@attrs.frozen(kw_only=True)
class Item:
    """An item of the summary with the attributes that carry it; `any_of` it is enough to fill one, else all are needed."""

    name: str
    zh: str
    group: Group
    paths: tuple[str, ...]
    any_of: bool = False


ITEMS: Final = (
    Item(
        name="trader",
        zh="境内收发货人",
        group=Group.BASIC,
        paths=("trader.customs_code", "trader.credit_code", "trader.name"),
        any_of=True,
    ),
    Item(
        name="transport", zh="运输方式/运输工具名称及航次号", group=Group.BASIC, paths=("transport_mode", "conveyance", "voyage_no")
    ),
    Item(name="bill_of_lading", zh="提运单号", group=Group.BASIC, paths=("bill_of_lading",)),
    Item(name="supervision_mode", zh="监管方式", group=Group.BASIC, paths=("supervision_mode",)),
    Item(name="hs_code", zh="商品编号（6 位）", group=Group.BASIC, paths=("goods.hs_code",)),
    Item(name="goods_name", zh="商品名称", group=Group.BASIC, paths=("goods.goods_name",)),
    Item(name="quantity", zh="数量及单位", group=Group.BASIC, paths=("goods.quantity", "goods.unit")),
    Item(name="total_price", zh="总价（可为预估）", group=Group.BASIC, paths=("goods.total_price", "goods.currency")),
    Item(name="origin_country", zh="原产国（地区）", group=Group.BASIC, paths=("goods.origin_country",)),
    Item(name="gross_weight", zh="毛重", group=Group.LOGISTICS, paths=("gross_weight",)),
    Item(name="containers", zh="集装箱号", group=Group.LOGISTICS, paths=("containers.number", "containers.size")),
    Item(
        name="licences",
        zh="许可证号/随附证件代码及编号",
        group=Group.RESTRICTED,
        paths=("licence_no", "licence_documents"),
        any_of=True,
    ),
    Item(name="container_goods", zh="集装箱商品项号关系", group=Group.RESTRICTED, paths=("containers.goods_lines",)),
    Item(name="qualifications", zh="产品资质", group=Group.INSPECTED, paths=("goods.licences",)),
    Item(
        name="full_hs_code",
        zh="商品编号（10 位）和检验检疫名称",
        group=Group.INSPECTED,
        paths=("goods.inspection_code", "goods.inspection_name"),
    ),
    Item(name="goods_attributes", zh="货物属性", group=Group.INSPECTED, paths=("goods.goods_attributes",)),
    Item(name="purpose", zh="用途", group=Group.INSPECTED, paths=("goods.purpose",)),
    Item(name="inspected_container_goods", zh="集装箱商品项号关系", group=Group.INSPECTED, paths=("containers.goods_lines",)),
)

NAMES: Final = frozenset(item.name for item in ITEMS)


def wanted(*, restricted: bool, inspected: bool, only: tuple[str, ...] | None = None) -> tuple[Item, ...]:
    """The items asked for; `only` are the names of those that the settings give for a summary under the reform, whatever the goods."""
    if only is not None:
        return tuple(item for item in ITEMS if item.name in only)
    groups = {Group.BASIC, Group.LOGISTICS, *([Group.RESTRICTED] if restricted else []), *([Group.INSPECTED] if inspected else [])}
    return tuple(item for item in ITEMS if item.group in groups)
