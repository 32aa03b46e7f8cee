"""Closed code lists of the write-off (报核) of a ledger.

Source: the receipt engine and the field lists of one auxiliary system; what the codes mean stands in its comments.
"""

from __future__ import annotations

from baoguan.model.fields import CodeEnum


class WriteOffType(CodeEnum):
    """报核申报类型."""

    NORMAL = "1", "正常申报"
    SUPPLEMENT = "2", "补充申报"
    BY_CUSTOMS = "3", "海关处置"


class WriteOffRowKind(CodeEnum):
    """类型代码 of a row of the write-off: what kind of row of the ledger it speaks of."""

    MATERIAL = "I", "料件"
    PRODUCT = "E", "成品"


class WriteOffSource(CodeEnum):
    """申报来源标志."""

    ELECTRONIC_PORT = "1", "电子口岸申报"
