"""The CHANNEL codes of the declaration's receipts: what each says, and what it does.

Sources of a code: O the official description and its training slides, H the state table of a program in production, S the tables of two
others, E the pages of an electronic port, R a real receipt. Codes are case-sensitive; one that the table lacks is kept and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from baoguan.plugin import Outcome


@attrs.frozen
class Code:
    """A code: what it does, its meaning, and who says so."""

    outcome: Outcome
    zh: str
    en: str
    source: str


CHANNELS: Final[Mapping[str, Code]] = {
    "0": Code(Outcome.INFORMED, "已暂存（初始状态）", "saved (the first state)", "H"),
    "1": Code(Outcome.SUPPLEMENT, "要求补充申报", "a supplementary declaration is asked for", "H,E,S"),
    "2": Code(Outcome.INFORMED, "预录入已接收，上载已转发", "pre-entry received, upload handed on", "O"),
    "3": Code(Outcome.INFORMED, "上载成功", "uploaded", "O"),
    "4": Code(Outcome.STORE_FAILED, "上载失败", "the upload failed", "O"),
    "6": Code(Outcome.INFORMED, "已接收，申报已转发", "received, declaration handed on", "O"),
    "7": Code(Outcome.SUBMITTED, "申报成功（已送海关）", "declared (handed to Customs)", "O,H,R"),
    "8": Code(Outcome.INFORMED, "上载成功但未申报（无申报权）", "uploaded, not declared: no right to declare", "O"),
    "9": Code(Outcome.STORE_FAILED, "上载并申报失败", "upload and declaration failed", "O"),
    "L": Code(Outcome.STORED, "海关已接收（入库成功）", "taken by Customs", "O,H,R"),
    "J": Code(Outcome.AUDITED, "通关无纸化审结", "paperless audit closed", "H,S,E"),
    "G": Code(Outcome.AUDITED, "已审结，等待交单（接单交单）", "audit closed, papers to be handed in", "O,H"),
    "W": Code(Outcome.AUDITED, "无纸验放、审结", "paperless audit closed", "O,H"),
    "I": Code(Outcome.RELEASED, "无纸放行", "paperless release", "O,H"),
    "F": Code(Outcome.RELEASED, "放行交单", "released, papers to be handed in", "O,H"),
    "P": Code(Outcome.RELEASED, "放行", "released", "H,S,R"),
    "R": Code(Outcome.CLEARED, "结关", "cleared", "O,H,S"),
    "B": Code(Outcome.RELEASED_ON_GUARANTEE, "担保放行", "released on guarantee", "O,H"),
    "K": Code(Outcome.RELEASED_ON_GUARANTEE, "提货放行、无纸化担保放行", "released for pick-up on guarantee", "H,E"),
    "C": Code(Outcome.INSPECTION, "查验", "inspection ordered", "O,H,E"),
    "S": Code(Outcome.INSPECTION, "施检", "inspection under way", "O,H"),
    "a": Code(Outcome.INFORMED, "签证", "certificate issued", "O,H"),
    "b": Code(Outcome.INFORMED, "已发送检验检疫", "sent to inspection", "H"),
    "c": Code(Outcome.INFORMED, "检验检疫已撤销", "withdrawn from inspection", "H"),
    "d": Code(Outcome.INFORMED, "检验检疫已受理", "accepted by inspection", "H"),
    "T": Code(Outcome.TAX_DUE, "需交税费", "taxes to be paid", "O,H"),
    "H": Code(Outcome.MANUAL, "挂起，需手工申报", "held, to be declared by hand", "O,H"),
    "A": Code(
        Outcome.MANUAL,
        "手工申报通知（另一来源：放行前删单）",
        "to be declared by hand (another source: deleted before release)",
        "H,S",
    ),
    "M": Code(Outcome.RECHECK, "重审", "under audit again", "O,H"),
    "N": Code(
        Outcome.SUPPLEMENT, "重传随附单据（说明中有单据类别）", "an attachment is wanted again; the note names its kind", "O,H"
    ),
    "U": Code(Outcome.MANUAL, "重新申报（含义仅见于状态表）", "to be declared again (known from a table of states only)", "S"),
    "Z": Code(Outcome.RETURNED, "退回修改", "returned to be corrected", "O,H"),
    "E": Code(Outcome.REJECTED, "退单、不受理", "rejected", "O,H"),
    "Y": Code(Outcome.STORE_FAILED, "申报失败", "the declaration failed", "O,H"),
    "D": Code(Outcome.DELETED, "海关删单（撤销后）", "deleted at Customs, after a withdrawal", "O,H"),
    "X": Code(Outcome.INFORMED, "准予进港", "may enter the port", "H,S"),
    "O": Code(Outcome.INFORMED, "准予进卡", "may pass the gate", "H,S"),
}

ALIASES: Final[Mapping[str, str]] = {"CCC": "C"}
"""Longer words for a code, from the pages of an electronic port."""

SUMMARY: Final = "Sp"
"""Prefix of the codes of a summary (概要申报) in one program; whether it stands on the wire is not proven, so both forms are read."""


def look_up(text: str) -> tuple[Code | None, bool]:
    """The code of a CHANNEL text, and whether it speaks of a summary."""
    summary = text.startswith(SUMMARY) and len(text) > len(SUMMARY)
    bare = text.removeprefix(SUMMARY) if summary else text
    return CHANNELS.get(ALIASES.get(bare, bare)), summary
