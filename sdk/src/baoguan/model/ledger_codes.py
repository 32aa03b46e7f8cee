"""Closed code lists of the ledgers (手册, 账册, 物流账册) of processing trade.

Source: interface field lists seen in several programs and the pages' own wording; see the documentation's table of code lists.
"""

from __future__ import annotations

from baoguan.model.fields import CodeEnum


class LedgerFamily(CodeEnum):
    """底账种类: which of the three books it is; they are kept by different sub-systems and move by different rules."""

    HANDBOOK = "handbook", "加工贸易手册"
    ACCOUNT = "account", "加工贸易账册"
    LOGISTICS = "logistics", "保税物流账册"


class LedgerAct(CodeEnum):
    """申报类型 of a ledger: filing, change, and (物流账册, 业务申报表) closing."""

    FILING = "1", "备案"
    CHANGE = "2", "变更"
    CLOSING = "3", "注销"


class HandbookType(CodeEnum):
    """手册类型."""

    PROCESSING_SUPPLIED = "B", "来料加工"
    PROCESSING_PURCHASED = "C", "进料加工"
    EQUIPMENT = "D", "设备手册"


class ConsumptionStage(CodeEnum):
    """单耗申报环节: until when unit consumptions may be declared."""

    BEFORE_EXPORT = "1", "出口前"
    BEFORE_WRITE_OFF = "2", "报核前"


class LedgerUse(CodeEnum):
    """手册用途, in the element that once named the bank of the deposit account."""

    PROCESSING = "1", "保税加工"
    SPECIAL_TRADE = "2", "特殊行业"
    REPAIR = "3", "保税维修"
    RESEARCH = "4", "保税研发"
    OTHER = "9", "其他"


class DeclarantKind(CodeEnum):
    """申报企业类型."""

    ENTERPRISE = "1", "企业"
    AGENT = "2", "代理公司"
    BROKER = "3", "报关行"


class MaterialRank(CodeEnum):
    """主辅料标记."""

    MAIN = "1", "主料"
    AUXILIARY = "2", "辅料"


class GoodsAttribute(CodeEnum):
    """商品属性."""

    CONSUMABLE = "1", "消耗性物料"
    TRANSFER = "2", "深加工结转"
    SUBSTANTIAL = "3", "区域实质加工"
    ON_SITE = "8", "现场自定义"
    OTHER = "9", "其他"


class EnterpriseMark(CodeEnum):
    """企业执行标记: whether the enterprise still uses the row."""

    RUNNING = "1", "运行"
    STOPPED = "2", "停用"


class CustomsMark(CodeEnum):
    """海关执行标志: which directions Customs has paused for the row."""

    NORMAL = "1", "正常执行"
    RESUMED = "2", "恢复执行"
    CHANGES_PAUSED = "3", "暂停变更"
    PAUSED = "4", "暂停进出口"
    IMPORTS_PAUSED = "5", "暂停进口"
    EXPORTS_PAUSED = "6", "暂停出口"
    ALL_PAUSED = "7", "全部暂停"


class PauseMark(CodeEnum):
    """暂停进出口标记 of the whole ledger."""

    NOT_STARTED = "0", "未开始执行"
    NORMAL = "1", "正常执行"
    RESUMED = "2", "恢复执行"
    NOT_OPENED = "3", "台帐未开出"
    NOT_REGISTERED = "4", "台帐未登记"
    CHANGES_PAUSED = "5", "暂停变更"
    PAUSED = "6", "暂停进出口"
    IMPORTS_PAUSED = "7", "暂停进口"
    EXPORTS_PAUSED = "8", "暂停出口"
    ALL_PAUSED = "9", "全部暂停"
    CLOSING = "A", "申请注销"


class ChangePauseMark(CodeEnum):
    """暂停变更标记 of the whole ledger (one program)."""

    NOT_STARTED = "0", "未开始执行"
    NORMAL = "1", "正常执行"
    RESUMED = "2", "恢复执行"
    PAUSED = "3", "暂停变更"
    CLOSED = "9", "已注销"


class DeclarationSource(CodeEnum):
    """申报来源标志: only one value was seen (one program)."""

    ELECTRONIC_PORT = "1", "电子口岸申报"


class ConsumptionState(CodeEnum):
    """单耗申报状态."""

    NOT_DECLARED = "1", "未申报"
    DECLARED = "2", "已申报"
    SETTLED = "3", "已确定"


class RowModification(CodeEnum):
    """修改标志 of a row of a ledger."""

    NONE = "0", "未修改"
    CHANGED = "1", "修改"
    DELETED = "2", "删除"
    ADDED = "3", "增加"
