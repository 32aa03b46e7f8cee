"""Closed code lists of the customs declaration (报关单).

Source: the official interface description of 2018, the field list of its current edition (a transcription), real messages.
"""

from __future__ import annotations

from baoguan.model.fields import CodeEnum
from baoguan.model.inventory_codes import Direction, ExemptionMode

__all__ = [
    "ChargeMark",
    "Direction",
    "EntryType",
    "ExemptionMode",
    "Operation",
    "RecordListKind",
    "TransitKind",
    "TransitRelation",
    "YesNo",
]


class YesNo(CodeEnum):
    """是否标志."""

    NO = "0", "否"
    YES = "1", "是"


class ChargeMark(CodeEnum):
    """运费、保险费、杂费标记; insurance knows rate and total only."""

    RATE = "1", "率"
    UNIT = "2", "单价"
    TOTAL = "3", "总价"


class EntryType(CodeEnum):
    """报关单类型; every real message says M."""

    ORDINARY = "0", "普通报关单"
    WITH_LIST = "L", "带报关单清单的报关单"
    PAPERLESS = "W", "无纸报关类型"
    LIST_PAPERLESS = "D", "既是清单又是无纸报关"
    CLEARANCE_PAPERLESS = "M", "通关无纸化"


class TransitKind(CodeEnum):
    """报关标志. Real messages of ordinary declarations say 1 or 0."""

    NONE = "0", "普通（部分程序填 0）"
    ORDINARY = "1", "普通报关"
    NORTH = "3", "北方转关提前"
    SOUTH = "5", "南方转关提前"
    DIRECT = "6", "H2000 直转"


class TransitRelation(CodeEnum):
    """报关/转关关系标志."""

    DECLARATION = "0", "一般报关单"
    TRANSIT_EARLY = "1", "转关提前报关单"


class RecordListKind(CodeEnum):
    """备案清单类型, in special areas; empty elsewhere."""

    ORDINARY = "1", "普通备案清单"
    ENTER_FIRST = "2", "先进区后报关"
    CONSOLIDATED_LIST = "3", "分送集报备案清单"
    CONSOLIDATED_DECLARATION = "4", "分送集报报关单"


class Operation(CodeEnum):
    """操作类型. The import client is documented for G alone, and every real message says G: saved is not declared."""

    UPLOAD = "A", "报关单上载"
    UPLOAD_TRANSIT = "B", "报关单、转关单上载"
    DECLARE = "C", "报关单申报"
    DECLARE_TRANSIT = "D", "报关单、转关单申报"
    LEDGER = "E", "电子手册报关单上载"
    SAVE = "G", "报关单暂存"
