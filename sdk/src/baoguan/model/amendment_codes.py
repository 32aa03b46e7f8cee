"""Closed code lists of the amendment of a declaration (修撤单).

Source: the official schema of the amendment (interface of 2017-18), whose comments give the meanings.
"""

from __future__ import annotations

from baoguan.model.fields import CodeEnum


class AmendmentType(CodeEnum):
    """修撤单类型."""

    CHANGE = "1", "修单申请"
    WITHDRAWAL = "2", "撤单申请"


class AmendmentOperation(CodeEnum):
    """操作类型."""

    SAVE = "G", "暂存"
    DECLARE = "C", "申报"
    CONFIRM = "H", "企业确认海关修撤"


class ReviewMark(CodeEnum):
    """审查表识."""

    REVIEW = "1", "需按审查程序办理"
    OTHER = "2", "其他"


class RowKind(CodeEnum):
    """表体类型: in which part of the declaration a row stands."""

    GOODS = "1", "商品表体"
    CONTAINER = "2", "集装箱表体"
    DOCUMENT = "3", "随附单证表体"


class AffirmResult(CodeEnum):
    """确认结果."""

    AGREED = "0", "同意"
    DISAGREED = "1", "不同意"
