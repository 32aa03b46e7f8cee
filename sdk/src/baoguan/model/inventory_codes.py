"""Closed code lists of the bonded inventory list (保税核注清单) and its receipts.

Source: interface field lists seen in two to seven independent programs, see the documentation's table of code lists; wording
of the Single Window page where known.
"""

from __future__ import annotations

from baoguan.model.fields import CodeEnum


class DeclarationType(CodeEnum):
    """申报类型: what the message does to the list at Customs."""

    FILING = "1", "备案"
    CHANGE = "2", "变更"
    DELETION = "3", "删除"


class Direction(CodeEnum):
    """进出口标记."""

    IMPORT = "I", "进口"
    EXPORT = "E", "出口"


class GoodsKind(CodeEnum):
    """料件成品标记: whether all lines are materials or products of the ledger."""

    MATERIAL = "I", "料件、半成品"
    PRODUCT = "E", "成品、残次品"


class CustomsDeclared(CodeEnum):
    """报关标志."""

    YES = "1", "报关"
    NO = "2", "非报关"


class DeclarationRelation(CodeEnum):
    """报关类型: whose declaration belongs to the list; empty when none does."""

    RELATED = "1", "关联报关"
    OWN = "2", "对应报关"


class GenerateDeclaration(CodeEnum):
    """是否生成报关单."""

    YES = "1", "生成"
    NO = "2", "不生成"


class DeclarationKind(CodeEnum):
    """报关单类型."""

    IMPORT = "1", "进口报关单"
    EXPORT = "2", "出口报关单"
    ENTRY_RECORD = "3", "进境备案清单"
    EXIT_RECORD = "4", "出境备案清单"
    ENTRY_RECORD_JOINT = "5", "进境两单一审备案清单"
    EXIT_RECORD_JOINT = "6", "出境两单一审备案清单"
    TRANSIT_ENTRY_RECORD = "B", "转关提前进境备案清单"
    TRANSIT_EXIT_RECORD = "C", "转关提前出境备案清单"
    EXPORT_SECOND_TRANSIT = "F", "出口二次转关单"
    IMPORT_EARLY_FACTORY = "G", "进口提前/工厂验放报关单"
    EXPORT_EARLY_FACTORY = "H", "出口提前/工厂验放报关单"
    IMPORT_EARLY_TEMPORARY = "I", "进口提前/暂时进口报关单"
    EXPORT_EARLY_TEMPORARY = "J", "出口提前/暂时出口报关单"
    IMPORT_EARLY_RAIL = "K", "进口提前/中欧班列报关单"
    EXPORT_EARLY_RAIL = "L", "出口提前/中欧班列报关单"
    EXPORT_EARLY_MARKET = "M", "出口提前/市场采购报关单"
    EXPORT_EARLY_AIR = "N", "出口提前/空运联程报关单"
    ENTRY_EARLY_FACTORY = "O", "进口提前/工厂验放备案清单"
    EXIT_EARLY_FACTORY = "P", "出口提前/工厂验放备案清单"
    ENTRY_EARLY_TEMPORARY = "Q", "进口提前/暂时进口备案清单"
    EXIT_EARLY_TEMPORARY = "R", "出口提前/暂时出口备案清单"
    ENTRY_EARLY_RAIL = "S", "进口提前/中欧班列备案清单"
    EXIT_EARLY_RAIL = "T", "出口提前/中欧班列备案清单"
    EXIT_EARLY_MARKET = "U", "出口提前/市场采购备案清单"
    EXIT_EARLY_AIR = "V", "出口提前/空运联程备案清单"
    TWO_STEP_IMPORT = "X", "进口两步申报报关单"
    TWO_STEP_ENTRY_RECORD = "Y", "进口两步申报备案清单"


class InventoryType(CodeEnum):
    """清单类型; 2 is not used."""

    ORDINARY = "0", "普通清单"
    CONSOLIDATED = "1", "集报清单"
    ENTER_FIRST = "3", "先入区后报关"
    SIMPLE_PROCESSING = "4", "简单加工"
    BONDED_DISPLAY = "5", "保税展示交易"
    WITHIN_AREA = "6", "区内流转"
    AREA_PORT = "7", "区港联动"
    ECOMMERCE = "8", "保税电商"
    GENERAL_TAXPAYER_SALE = "9", "一纳成品内销"


class TransferType(CodeEnum):
    """流转类型; empty when the list is no transfer. Y was seen on the page beside A to E."""

    DEEP_PROCESSING = "A", "加工贸易深加工结转"
    SURPLUS = "B", "加工贸易余料结转"
    EQUIPMENT = "C", "不作价设备结转"
    AREA_DEEP_PROCESSING = "D", "区间深加工结转"
    AREA_MATERIAL = "E", "区间料件结转"
    GENERAL_TAXPAYER = "Y", "一纳企业"


class DeductionMark(CodeEnum):
    """核扣标记: how far the list has moved the ledger."""

    NONE = "0", "未核扣"
    PRE = "1", "预核扣"
    DONE = "2", "已核扣"
    WRITTEN_OFF = "3", "已核销"


class ListStatus(CodeEnum):
    """清单状态 of receipts."""

    APPROVED = "0", "审核通过"
    DECLARED = "1", "已申报"
    RETURNED = "2", "退单"
    DELETED = "3", "删单"


class DeductionMode(CodeEnum):
    """核扣方式."""

    FORWARD = "D", "正扣"
    REVERSE = "F", "反扣"
    NONE = "N", "不扣"
    CHECK_ONLY = "NF", "不扣但检查余量"
    WAREHOUSE = "E", "保税仓扣减"


class GateStatus(CodeEnum):
    """清单进出卡口状态; 0 is the older code list's 未出."""

    NOT_LEFT = "0", "未出"
    NONE = "1", "未过卡"
    PARTLY = "2", "部分过卡"
    ALL = "3", "全部过卡"


class PassUse(CodeEnum):
    """核放单生成标志."""

    NONE = "1", "未生成"
    PARTLY = "2", "部分生成"
    ALL = "3", "已生成"


class EntryStatus(CodeEnum):
    """报关状态."""

    NOT_RELEASED = "0", "未放行"
    RELEASED = "1", "已放行"


class EntryToBeModified(CodeEnum):
    """报关单同步修改标志: 1 while the list was changed and its declaration was not."""

    NO = "0", "否"
    YES = "1", "是"


class LineModification(CodeEnum):
    """修改标志 of a line: 3 on the first filing, 0 for an unchanged line of a change."""

    NONE = "0", "未修改"
    CHANGED = "1", "修改"
    DELETED = "2", "删除"
    ADDED = "3", "增加"


class DangerousGoods(CodeEnum):
    """危化品标志 (the element was the 归类标志 before; one source for the new meaning)."""

    NO = "0", "否"
    YES = "1", "是"


class KeyGoods(CodeEnum):
    """重点商品标识 (the element was the 用途 code before; one source, 2025)."""

    NO = "0", "非重点商品"
    LISTED = "1", "目录重点商品"
    ATTACHED = "2", "连带重点商品"
    TRANSITIONAL = "3", "过渡期重点商品"


class LineOrigin(CodeEnum):
    """来源标识 (备用1 of a line; one source, 2024-25)."""

    FOREIGN_KEY = "1", "境外重点料件"
    FOREIGN = "2", "境外普通料件"
    DOMESTIC = "3", "国内采购料件"
    TRANSFERRED = "4", "专账成品转入料件"


class ExemptionMode(CodeEnum):
    """征减免税方式."""

    FULL = "1", "照章征税"
    HALF = "2", "折半征税"
    EXEMPT = "3", "全免"
    SPECIAL = "4", "特案"
    BY_NATURE = "5", "随征免性质"
    DEPOSIT = "6", "保证金"
    GUARANTEE = "7", "保函"
    HALF_BACK = "8", "折半补税"
    REFUND = "9", "全额退税"
